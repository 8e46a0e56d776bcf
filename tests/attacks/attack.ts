import type { TextKey } from '../../domain/text.ts';
import type { Scene } from './scene.ts';

/** What is tried, the code with which it must be refused, and the trying, which gives what M/platform said. */
export type Attack = readonly [name: string, code: TextKey, attempt: (scene: Scene) => Promise<string | undefined>];

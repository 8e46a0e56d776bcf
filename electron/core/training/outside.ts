import { rmSync } from 'node:fs';

/** What the rest of the core needs of training where nobody is in it: its server is a third of the whole program, and is not loaded then. */

export const TRAINING_CODE = 'SZKOLENIE';

export const eraseTraining = (folder: string): void => rmSync(folder, { recursive: true, force: true });

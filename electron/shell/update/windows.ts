import type { UpdateSource } from '../../core/updates/source.ts';
import { updateSource } from './engine.ts';

let made: Promise<UpdateSource> | undefined;

/** electron-updater's Windows updater. Loaded at the first wish: it brings a third of the shell's code with it. */
export function windowsUpdates(): Promise<UpdateSource> {
  made ??= import('electron-updater').then(({ default: { NsisUpdater } }) => updateSource(new NsisUpdater()));
  return made;
}

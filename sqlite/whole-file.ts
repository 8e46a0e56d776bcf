import { closeSync, copyFileSync, existsSync, fsyncSync, linkSync, openSync } from 'node:fs';

/** A file's bytes are on the disk when this returns. */
export function flush(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A folder's own entries reach the disk by this; Windows has no such thing and needs none. */
export function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The same file under a second name, or a copy where the disk knows no second names (a USB stick). */
export function keepAs(file: string, name: string): void {
  if (!existsSync(file) || existsSync(name)) return;
  try {
    linkSync(file, name);
  } catch {
    copyFileSync(file, name);
    flush(name);
  }
}

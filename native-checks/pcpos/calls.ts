import fs from 'node:fs';
import { promisify } from 'node:util';

/**
 * The system's calls, in two forms that differ only in who waits. On a local disk a call is done sooner than it is
 * handed to another thread; on a share it may hang for a minute, so there everything else must go on meanwhile.
 */
const here = {
  lstat: fs.lstatSync,
  fstat: (fd: number) => fs.fstatSync(fd),
  open: fs.openSync,
  close: fs.closeSync,
  write: (fd: number, bytes: Uint8Array) => fs.writeFileSync(fd, bytes),
  read: (from: string | number) => fs.readFileSync(from),
  list: (path: string) => fs.readdirSync(path),
  realpath: (path: string) => fs.realpathSync.native(path),
  mkdir: fs.mkdirSync,
  fchown: fs.fchownSync,
  fchmod: fs.fchmodSync,
  rename: fs.renameSync,
  unlink: fs.unlinkSync,
};
const elsewhere = {
  lstat: promisify(fs.lstat),
  fstat: (fd: number) => promisify(fs.fstat)(fd),
  open: promisify(fs.open),
  close: promisify(fs.close),
  write: (fd: number, bytes: Uint8Array) => promisify(fs.writeFile)(fd, bytes),
  read: (from: string | number) => promisify(fs.readFile)(from),
  list: (path: string) => promisify(fs.readdir)(path),
  realpath: (path: string) => promisify(fs.realpath.native)(path),
  mkdir: promisify(fs.mkdir),
  fchown: promisify(fs.fchown),
  fchmod: promisify(fs.fchmod),
  rename: promisify(fs.rename),
  unlink: promisify(fs.unlink),
};
/** What waits for the disk itself always waits on another thread. */
export const fsync = promisify(fs.fsync);

/** For a path as `realpath` gives it: on Windows a drive letter of a share is resolved to the share's own name. */
export type Calls = typeof here | typeof elsewhere;
export const callsFor = (path: string): Calls => (/^(?:\\\\|\/\/)/.test(path) ? elsewhere : here);

/** For a path as a person gives it: before it is resolved, any drive letter of Windows may be a share. */
export const callsForGiven = (path: string): Calls => (process.platform === 'win32' ? elsewhere : callsFor(path));

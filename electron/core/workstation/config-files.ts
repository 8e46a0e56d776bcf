import { constants } from 'node:fs';
import { type Calls, callsFor, fsync } from '../../../native-checks/pcpos/calls.ts';

/** What a file is, links not followed. */
export interface FileFacts {
  readonly kind: 'file' | 'link' | 'folder' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

/** A file just made, still open. Whoever makes one closes it, whatever happens. */
export interface MadeFile {
  /** Gives it the owner and mode of the one that it will replace. */
  dress(like: Pick<FileFacts, 'mode' | 'uid' | 'gid'>): Promise<void>;
  /** Returns when its bytes are on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The few things done to files when a configuration is changed, one step each, so that a fault can be put at each.
 * They throw the operating system's errors.
 */
export interface ConfigFiles {
  facts(path: string): Promise<FileFacts>;
  read(path: string): Promise<Buffer>;
  /** Names in a folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Opens for writing and changes nothing: the system's own answer to whether it may be written. */
  tryOpen(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Makes a file that must not exist yet, with these bytes in it. When it throws, a part may be left there. */
  create(path: string, bytes: Uint8Array, mode: number): Promise<MadeFile>;
  /** Puts `from` in the place of `to`, in one step. */
  replace(from: string, to: string): Promise<void>;
  /** Returns when the bytes of a file that is already there are on the disk. */
  sync(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
  /** What is not there counts as removed. */
  remove(path: string): Promise<void>;
}

const PERMISSIONS = 0o7777;
const windows = process.platform === 'win32';
const NEW = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY;

async function withFile(path: string, flags: string, use: (fd: number) => Promise<void>): Promise<void> {
  const { open, close } = callsFor(path);
  const fd = await open(path, flags);
  try {
    await use(fd);
  } finally {
    await close(fd);
  }
}

const madeFile = (fd: number, { fstat, fchown, fchmod, close }: Calls): MadeFile => ({
  async dress({ mode, uid, gid }) {
    if (windows) return;
    const own = await fstat(fd);
    if (own.uid !== uid || own.gid !== gid) await fchown(fd, uid, gid);
    // After chown, which takes some bits away; and whatever the umask took when the file was made.
    await fchmod(fd, mode);
  },
  sync: () => fsync(fd),
  async close() {
    await close(fd);
  },
});

export const nodeConfigFiles: ConfigFiles = {
  async facts(path) {
    const at = await callsFor(path).lstat(path);
    const kind = at.isFile() ? 'file' : at.isSymbolicLink() ? 'link' : at.isDirectory() ? 'folder' : 'other';
    return { kind, mode: at.mode & PERMISSIONS, uid: at.uid, gid: at.gid, size: at.size, changedAt: at.mtimeMs };
  },
  read: async (path) => callsFor(path).read(path),
  list: async (folder) => callsFor(folder).list(folder),
  tryOpen: (path) => withFile(path, 'r+', async () => {}),
  async makeFolder(path) {
    await callsFor(path).mkdir(path, { recursive: true, mode: 0o700 });
  },
  async create(path, bytes, mode) {
    const calls = callsFor(path);
    const fd = await calls.open(path, NEW, mode);
    try {
      await calls.write(fd, bytes);
      return madeFile(fd, calls);
    } catch (cause) {
      await calls.close(fd);
      throw cause;
    }
  },
  async replace(from, to) {
    await callsFor(to).rename(from, to);
  },
  sync: (path) => withFile(path, 'r+', fsync),
  async syncFolder(path) {
    // Windows has no such thing; there a rename is in the file system's own journal.
    if (!windows) await withFile(path, 'r', fsync);
  },
  async remove(path) {
    try {
      await callsFor(path).unlink(path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    }
  },
};

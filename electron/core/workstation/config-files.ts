import { chmod, chown, type FileHandle, lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';

/** What a file is, links not followed. */
export interface FileFacts {
  readonly kind: 'file' | 'link' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
}

/**
 * The few things done to files when a configuration is changed, one step each, so that a fault can be put at each.
 * They throw the operating system's errors.
 */
export interface ConfigFiles {
  facts(path: string): Promise<FileFacts>;
  read(path: string): Promise<Buffer>;
  /** Opens for writing and changes nothing: the system's own answer to whether it may be written. */
  tryOpen(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Makes a file that must not exist yet. */
  create(path: string, bytes: Uint8Array, mode: number): Promise<void>;
  /** Gives a file the owner and mode of the one that it will replace. */
  dress(path: string, like: FileFacts): Promise<void>;
  sync(path: string): Promise<void>;
  /** Puts `from` in the place of `to`, in one step. */
  replace(from: string, to: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
  /** What is not there counts as removed. */
  remove(path: string): Promise<void>;
}

const PERMISSIONS = 0o7777;

async function withFile(path: string, flags: string, use: (handle: FileHandle) => Promise<void>, mode?: number): Promise<void> {
  const handle = await open(path, flags, mode);
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}

export const nodeConfigFiles: ConfigFiles = {
  async facts(path) {
    const at = await lstat(path);
    const kind = at.isFile() ? 'file' : at.isSymbolicLink() ? 'link' : 'other';
    return { kind, mode: at.mode & PERMISSIONS, uid: at.uid, gid: at.gid, size: at.size };
  },
  read: (path) => readFile(path),
  tryOpen: (path) => withFile(path, 'r+', async () => {}),
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  async create(path, bytes, mode) {
    await withFile(path, 'wx', (handle) => handle.writeFile(bytes), mode);
  },
  async dress(path, like) {
    if (process.platform === 'win32') return;
    const own = await lstat(path);
    if (own.uid !== like.uid || own.gid !== like.gid) await chown(path, like.uid, like.gid);
    // After chown, which takes some bits away; and whatever the umask took when the file was made.
    await chmod(path, like.mode);
  },
  sync: (path) => withFile(path, 'r+', (handle) => handle.sync()),
  replace: (from, to) => rename(from, to),
  async syncFolder(path) {
    // Windows has no such thing; there a rename is in the file system's own journal.
    if (process.platform !== 'win32') await withFile(path, 'r', (handle) => handle.sync());
  },
  remove: (path) => rm(path, { force: true }),
};

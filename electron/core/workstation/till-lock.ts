import { createHash } from 'node:crypto';
import { createServer } from 'node:net';

/** Lets others change the file again. */
export type Unlock = () => Promise<void>;

/** Undefined when somebody else on this machine is changing that file right now. */
export type LockTill = (file: string) => Promise<Unlock | undefined>;

/**
 * One change of a till's file at a time on this machine, whoever asks for it: two Windows users have a data folder and a
 * journal each, and the till has one file. The lock is a name that the system gives to one process only and takes back
 * when that process ends, however it ends: a named pipe on Windows, an abstract socket on Linux. It is no file, since the
 * two may have no folder that both can write to; nobody is answered on it. What stands in the file is compared in any
 * case, so where there is no such name (other systems, or one that is refused) the change is made without.
 */
export const systemTillLock =
  (platform: NodeJS.Platform): LockTill =>
  async (file) => {
    const name = lockName(file, platform);
    if (name === undefined) return async () => {};
    const server = createServer((stranger) => stranger.destroy());
    const taken = await new Promise<'mine' | 'others' | 'none'>((resolve) => {
      server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE' ? 'others' : 'none'));
      server.listen(name, () => resolve('mine'));
    });
    if (taken === 'others') return undefined;
    if (taken === 'none') return async () => {};
    // The process may end meanwhile; then the lock does, too.
    server.unref();
    return () => new Promise((resolve) => server.close(() => resolve()));
  };

/** Of the file's real path; Windows does not tell capitals apart. */
export function lockName(file: string, platform: NodeJS.Platform): string | undefined {
  const path = platform === 'win32' ? file.toLowerCase() : file;
  const name = `m-technik-till-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  switch (platform) {
    case 'win32':
      return `\\\\.\\pipe\\${name}`;
    case 'linux':
      return `\0${name}`;
    default:
      return undefined;
  }
}

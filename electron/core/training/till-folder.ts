import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** The version that the practice till says it is. */
export const PRACTICE_VERSION = '7.4.101';

/**
 * A folder that looks like an installed PC-POS 7, made on first use and then left alone: what the trainee did to it
 * stays done. The MutexPort is one that is free on this machine, so that it disturbs no real PC-POS.
 */
export async function makeTillFolder(folder: string, template: string): Promise<void> {
  const file = join(folder, 'pcpos7.conf');
  if (existsSync(file)) return;
  mkdirSync(join(folder, 'Log'), { recursive: true });
  // Byte for byte but for the port: the template is Windows-1250, which latin1 carries through unharmed.
  const port = await freePort();
  const text = readFileSync(template, 'latin1').replace(/(MutexPort:\s*)\d+/, `$1${port}`);
  writeFileSync(join(folder, 'pcpos7.jar'), '');
  writeFileSync(file, text, 'latin1');
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

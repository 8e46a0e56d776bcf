import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** Debian keeps each version's programs apart; the newest one that is there. */
const [programs = ''] = ['18', '17', '16', '15', '14']
  .map((version) => `/usr/lib/postgresql/${version}/bin`)
  .filter((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'pg_dump')));
export const postgresProgram = (name: string): string => join(programs, name);

/** Where programs of the system lie that are not on everybody's path. */
export const found = (name: string): string | undefined =>
  ['/usr/sbin', '/usr/bin', '/usr/local/bin'].map((folder) => join(folder, name)).find(existsSync);

/** Why the document cannot be followed on this machine; null where it can. */
export function whyNot(): string | null {
  if (process.platform !== 'linux' || userInfo().uid !== 0) return 'only as root on Linux: three users are needed';
  if (programs === '') return 'no PostgreSQL of the system (apt install postgresql)';
  for (const name of ['nginx', 'runuser', 'openssl', 'curl']) if (found(name) === undefined) return `no ${name}`;
  return null;
}

export interface User {
  readonly uid: number;
  readonly gid: number;
}
export function user(name: string): User {
  const number = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './here.ts';

const MIGRATIONS = 'resources/migrations/mplatform-postgres';

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** The last commit before the newest migration of the server was there, or OLDER; undefined where the history does not say. */
export function commitBefore(): string | undefined {
  if (process.env.OLDER !== undefined) return process.env.OLDER;
  const newest = readdirSync(join(root, MIGRATIONS)).sort().at(-1) ?? '';
  try {
    const added = git('log', '--diff-filter=A', '--format=%H', '-1', '--', `${MIGRATIONS}/${newest}`);
    const commit = git('rev-parse', added === '' ? 'HEAD' : `${added}^`);
    const there = git('ls-tree', '--name-only', commit, `${MIGRATIONS}/`).split('\n');
    return there.length > 0 && there[0] !== '' && !there.includes(`${MIGRATIONS}/${newest}`) ? commit : undefined;
  } catch {
    return undefined;
  }
}

/** The program as it was then, with this one's packages and documents, in a folder that its user may read. */
export function programOf(commit: string, folder: string): string {
  mkdirSync(folder, { mode: 0o755 });
  execFileSync('sh', ['-c', `git -C "$0" archive "$1" | tar -x -C "$2"`, root, commit, folder]);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  rmSync(join(folder, 'docs'), { recursive: true });
  cpSync(join(root, 'docs'), join(folder, 'docs'), { recursive: true });
  return folder;
}

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { findPcPos, type TillFacts } from '../../native-checks/pcpos/index.ts';

/** Starts a program that goes on when ours ends. False where it could not be started. */
export type StartProgram = (program: string, args: readonly string[], folder: string) => Promise<boolean>;

export interface StartDeps {
  readonly platform: NodeJS.Platform;
  /** Folders where PC-POS was installed, as this machine itself says; not those that somebody typed in. */
  readonly installed: () => Promise<readonly string[]>;
  readonly start: StartProgram;
}

/** Whether it can be started from here: an installed one on this Windows, with its own Java. */
export async function canStartPcPos(facts: TillFacts, { platform, installed }: StartDeps): Promise<boolean> {
  if (platform !== 'win32' || facts.remote || facts.java === null) return false;
  const folders = await installed();
  return folders.some((folder) => plain(folder) === plain(facts.folder));
}

/** Starts PC-POS in its folder as its own icon does, with the rights of this program, which are a user's. */
export async function startPcPos(facts: TillFacts, deps: StartDeps): Promise<Result<null, Problem>> {
  const { folder, java, running, updates } = facts;
  if (running.state === 'yes') return err(problem('workstation.start-running'));
  if (java === null || !(await canStartPcPos(facts, deps))) return err(problem('workstation.start-by-hand'));
  const launched = updates !== null && ['launcher.jar', 'launcher.conf'].every((name) => existsSync(join(folder, name)));
  const args = launched
    ? ['-jar', 'launcher.jar', '.\\launcher.conf']
    : ['-Xmx600M', '-jar', 'pcpos7.jar', '.\\pcpos7.conf', `/path=${folder}`];
  return (await deps.start(java.program, args, folder)) ? ok(null) : err(problem('workstation.start-failed', { folder }));
}

const plain = (folder: string): string => folder.replace(/[\\/]+$/, '').toLowerCase();

export const systemStart: StartDeps = {
  platform: process.platform,
  installed: async () => (await findPcPos({ platform: process.platform, env: process.env })).map(({ folder }) => folder),
  start: (program, args, folder) =>
    new Promise((resolve) => {
      const child = spawn(program, [...args], { cwd: folder, detached: true, stdio: 'ignore' });
      child.once('error', () => resolve(false));
      child.once('spawn', () => {
        child.unref();
        resolve(true);
      });
    }),
};

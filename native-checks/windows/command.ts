import { execFile } from 'node:child_process';

export interface CommandOutcome {
  /** Null when the program could not be started, or did not end in time. */
  readonly code: number | null;
  readonly stdout: Buffer;
}

export interface CommandOptions {
  /** Added to the environment: what is passed here is never part of a command's text. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds; then the program is ended. */
  readonly timeoutMs?: number;
}

/** Runs a program of the system, without a shell. It always answers; tests bring recorded answers. */
export type RunCommand = (file: string, args: readonly string[], options?: CommandOptions) => Promise<CommandOutcome>;

const PATIENCE_MS = 15_000;
const LARGEST_OUTPUT = 4 * 1024 * 1024;

/** @param environment what programs inherit; a process with more rights than its user gives them one of its own */
export const createRunCommand =
  (environment: Readonly<Record<string, string | undefined>>): RunCommand =>
  (file, args, { env = {}, timeoutMs = PATIENCE_MS } = {}) =>
    new Promise((resolve) => {
      const options = { encoding: 'buffer', windowsHide: true, timeout: timeoutMs, maxBuffer: LARGEST_OUTPUT } as const;
      execFile(file, [...args], { ...options, env: { ...environment, ...env } }, (cause, stdout) => {
        const code = cause === null ? 0 : typeof cause.code === 'number' && !cause.killed ? cause.code : null;
        resolve({ code, stdout });
      });
    });

export const runCommand: RunCommand = createRunCommand(process.env);

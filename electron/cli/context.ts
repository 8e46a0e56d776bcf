import { explain, type Problem } from '../../domain/problem.ts';
import { harmless } from '../../native-checks/probe/harmless.ts';
import type { Host } from '../core/index.ts';
import { defaultDataFolder } from '../shared/data-folder.ts';

/** 0: yes or done. 1: a negative answer. 2: bad usage or input. */
export type ExitCode = 0 | 1 | 2;

/** What the command line stands on: plain Node, or Electron's main process in a packed program. */
export type HostOf = (dataFolder: string, kind: 'hosted' | 'cli') => Promise<Host>;

/** What a command prints and how it ends; one place, so that all commands keep the same promises. */
export interface CliContext {
  readonly json: boolean;
  readonly dataFolder: string;
  readonly hostOf: HostOf;
  /** With `--json` nothing but one document goes to stdout. */
  print(human: string, document: unknown): void;
  /** A line of progress for a person; silent with `--json`. */
  say(line: string): void;
  fail(code: 1 | 2, problem: Problem): void;
  exit(code: ExitCode): void;
}

export function createCliContext(options: {
  readonly json: boolean;
  readonly data: string | undefined;
  readonly hostOf: HostOf;
}): CliContext {
  return {
    json: options.json,
    hostOf: options.hostOf,
    dataFolder: options.data ?? defaultDataFolder(),
    print(human, document) {
      process.stdout.write(options.json ? `${written(document)}\n` : `${human.split('\n').map(harmless).join('\n')}\n`);
    },
    say(line) {
      if (!options.json) process.stdout.write(`${harmless(line)}\n`);
    },
    fail(code, problem) {
      process.stderr.write(`${harmless(explain(problem))} [${problem.code}]\n`);
      process.exitCode = code;
    },
    exit(code) {
      process.exitCode = code;
    },
  };
}

/** JSON leaves some signs as they are that steer a terminal; escaped they mean the same to whoever reads the document. */
const written = (document: unknown): string =>
  JSON.stringify(document, null, 2).replace(
    /[\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process of the cluster. */
export interface Program {
  readonly pid: number;
  /** Resolves with the first line that has this in it; rejects when the program ends before. */
  said(word: string): Promise<string>;
  write(line: string): void;
  /** What it wrote to its standard error. */
  errors(): string;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for its end: the exit code, or null where a signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

const [setpriv, ...dyingWithUs] = ['setpriv', '--pdeathsig', 'KILL'];
const mayBind = spawnSync(setpriv ?? '', [...dyingWithUs, 'true']).status === 0;

/** Starts a program that ends with this process, however that ends, where the system can do so. */
export function start(command: readonly string[], hear: (line: string) => void = () => {}): Program {
  const [program = '', ...args] = mayBind ? [setpriv ?? '', ...dyingWithUs, ...command] : command;
  const child = spawn(program, args, { env: { PATH: process.env.PATH }, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const looks = new Set<() => void>();
  let errors = '';
  let ended = false;
  const wake = (): void => {
    for (const look of [...looks]) look();
  };
  const gone = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      ended = true;
      resolve(code);
      wake();
    }),
  );
  child.on('error', (cause) => {
    errors += cause.message;
  });
  child.stdin.on('error', () => {});
  child.stderr.on('data', (data) => {
    errors += String(data);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    hear(line);
    // What is only heard need not be kept.
    if (looks.size > 0 || lines.length < 10) lines.push(line);
    wake();
  });
  return {
    pid: child.pid ?? 0,
    said: (word) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find((line) => line.includes(word));
          if (found === undefined && !ended) return;
          looks.delete(look);
          if (found === undefined)
            reject(new Error(`${command.join(' ')} ended before it said ${word}: ${lines.join('; ')} ${errors}`));
          else resolve(found);
        };
        looks.add(look);
        look();
      }),
    write: (line) => void child.stdin.write(`${line}\n`),
    errors: () => errors,
    signal: (signal) => void child.kill(signal),
    end(signal = 'SIGKILL') {
      if (!ended) child.kill(signal);
      return gone;
    },
  };
}

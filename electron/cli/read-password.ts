import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { sentence } from '../../domain/text.ts';

const MOST_CHARACTERS = 10_000;

/**
 * A password as it is typed, twice and unseen, or from a pipe its first line. Never from the command line, which every user
 * of the machine can read. `operator.password-missing`, `operator.passwords-differ`.
 */
export async function readPassword(input: ReadStream, prompts: NodeJS.WritableStream): Promise<Result<string, Problem>> {
  if (!input.isTTY) return present(await firstLine(input));
  const typed = await unseen(input, prompts, sentence('operator.ask-password'));
  if (typed === undefined || typed === '') return present(typed);
  const again = await unseen(input, prompts, sentence('operator.ask-again'));
  return typed === again ? ok(typed) : err(problem('operator.passwords-differ'));
}

const present = (text: string | undefined): Result<string, Problem> =>
  text === undefined || text === '' ? err(problem('operator.password-missing')) : ok(text);

async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const piece of input) {
    text += String(piece);
    if (text.includes('\n') || text.length > MOST_CHARACTERS) break;
  }
  return (text.split('\n', 1)[0] ?? '').replace(/\r$/, '');
}

/** Undefined when it was given up (Ctrl+C, Ctrl+D). */
async function unseen(input: ReadStream, prompts: NodeJS.WritableStream, prompt: string): Promise<string | undefined> {
  prompts.write(prompt);
  // The editing of a line needs somewhere to echo to; nobody sees it there.
  const nowhere = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true });
  try {
    const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
    return line;
  } finally {
    lines.close();
    prompts.write('\n');
  }
}

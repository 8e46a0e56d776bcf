import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { builtHelper, type HelperName } from './built.ts';

/** A process of its own that answers questions, one at a time. */
export interface Helper<Question, Answer> {
  /** @throws Error when it ended instead of answering. */
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts one of the processes of this folder. */
export async function helper<Question, Answer>(
  name: HelperName,
  execArgv: readonly string[] = [],
): Promise<Helper<Question, Answer>> {
  return forked(await builtHelper(name), execArgv);
}

export function forked<Question, Answer>(file: string, execArgv: readonly string[] = []): Helper<Question, Answer> {
  const child: ChildProcess = fork(file, [], { serialization: 'advanced', execArgv: [...execArgv] });
  const ended = once(child, 'exit');
  const gone = ended.then(([code]): never => {
    throw new Error(`${file} ended with ${code}`);
  });
  gone.catch(() => {});
  return {
    async ask(question) {
      const answer = once(child, 'message');
      child.send(question as object);
      const [said] = await Promise.race([answer, gone]);
      return said as Answer;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** Asks one process one question. */
export async function asked<Question, Answer>(
  name: HelperName,
  question: Question,
  execArgv?: readonly string[],
): Promise<Answer> {
  const one = await helper<Question, Answer>(name, execArgv);
  try {
    return await one.ask(question);
  } finally {
    await one.stop();
  }
}

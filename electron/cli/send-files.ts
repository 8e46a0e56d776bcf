import { explain } from '../../domain/problem.ts';
import { sentence } from '../../domain/text.ts';
import type { Workplace } from '../core/workplace.ts';
import type { CliContext } from './context.ts';

/** Whether work on this ticket stands behind a document that is still to be sent. */
export const waitsForFile = ({ store, files }: Workplace, ticketId: string): boolean =>
  store.operations.pendingOf(ticketId).some((pending) => !pending.applied && !files.mayGo(pending));

/**
 * Sends the documents that wait on this device, and then what names them. A command does not stay to try again, so what
 * cannot go now is said and waits for the next time; nothing of it is lost.
 */
export async function sendFiles(cli: CliContext, workplace: Workplace, signal: AbortSignal): Promise<void> {
  const { files, sync } = workplace;
  const names = (): string =>
    files
      .waiting()
      .map((file) => file.name)
      .join(', ');
  if (files.waiting().length === 0 || signal.aborted) return;
  cli.say(sentence('files.sending-now', { names: names() }));
  await until(workplace.syncWithFiles(), signal);
  const [first] = files.waiting();
  if (first === undefined) return cli.say(sentence('files.all-sent'));
  const why = first.problem ?? sync.status().problem;
  cli.say(`${sentence('files.left-waiting', { names: names() })}${why === null ? '' : ` ${explain(why)}`}`);
}

/** The work itself is ended with the workplace. */
export const until = (work: Promise<unknown>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (): void => resolve();
    if (signal.aborted) done();
    signal.addEventListener('abort', done, { once: true });
    work.then(done, reject);
  });

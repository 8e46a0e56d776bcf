import type { Problem } from '../../../domain/problem.ts';
import { problem } from '../../../domain/problem.ts';
import { err } from '../../../domain/result.ts';
import type { Workplace } from '../workplace.ts';
import type { TicketPage } from './views.ts';

/** Calls that work on the app as a whole, or open the lock. */
const ALWAYS = ['app.status', 'app.changes', 'app.setMode', 'app.setLanguage', 'device.enrol', 'sync.now', 'training.reset'];
/** These look after a switch of the mode themselves, or are what switches it. */
const AT_ONCE = ['app.changes', 'app.setMode', 'app.setLanguage', 'training.reset'];

/** What a call that has no room for a problem in its answer gives while there is nothing to be read. */
const NOTHING: Readonly<Record<string, () => unknown>> = {
  'tickets.list': (): TicketPage => ({ rows: [], total: 0, more: false }),
  'operations.list': () => [],
  'till.find': () => [],
  'till.history': () => [],
  'probe.history': () => [],
  'probe.run': async function* () {},
};

const refusing = (path: string, why: Problem): unknown => NOTHING[path]?.() ?? err(why);

export interface Guard {
  readonly workplace: () => Workplace;
  /** Resolves when no switch of the mode is under way. */
  readonly settled: () => Promise<void>;
}

/**
 * Stands before each call: one that comes while the mode is switched waits for its end, and of a locked device nothing
 * is read and nothing is done.
 * @param path as in the contract, `tickets.list`
 */
export async function guarded(path: string, { workplace, settled }: Guard, call: () => Promise<unknown>): Promise<unknown> {
  if (AT_ONCE.includes(path)) return call();
  await settled();
  const before = workplace();
  if (!ALWAYS.includes(path) && before.store.state.get('locked') !== undefined) return refusing(path, problem('device.locked'));
  try {
    return await call();
  } catch (cause) {
    await settled();
    if (workplace() === before) throw cause;
    // What it worked on was closed under it. Reading is done again where the person is now; anything else is theirs to repeat.
    return path === 'app.status' || path in NOTHING ? call() : err(problem('app.switched'));
  }
}

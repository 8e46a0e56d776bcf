import type { InferContractRouterOutputs } from '@orpc/contract';
import { implement } from '@orpc/server';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, type Result } from '../../../domain/result.ts';
import type { ScreenLock } from '../screen-lock.ts';
import type { Workplace } from '../workplace.ts';
import { type Contract, contract } from './contract.ts';
import { diskTrouble, isDamage } from './disk-trouble.ts';
import type { InboxView, PastPage } from './inbox-views.ts';
import { FIRST_LOOK } from './list-contract.ts';
import type { ListLook, TicketPage } from './views.ts';

/** Calls that work on the app as a whole, or open the lock. */
const ALWAYS = [
  'startup.state',
  'startup.retry',
  'startup.setAside',
  'startup.goBack',
  'startup.rescue',
  'startup.rescuePiece',
  'startup.takeKey',
  'screen.state',
  'screen.lock',
  'screen.unlock',
  'screen.set',
  'screen.setAfter',
  'device.forget',
  'app.status',
  'app.changes',
  'app.setMode',
  'app.setLanguage',
  'device.enrol',
  'sync.now',
  'training.reset',
  'diagnostics.show',
  'diagnostics.make',
  'about.licences',
  'updates.get',
  'updates.check',
  'updates.download',
  'updates.install',
  'updates.goBack',
];
/** While the window is locked: what opens it, and what says nothing of any shop. */
const BEHIND_THE_CURTAIN = [
  'screen.state',
  'screen.lock',
  'screen.unlock',
  'startup.state',
  'startup.retry',
  'startup.setAside',
  'startup.goBack',
  'startup.rescue',
  'startup.rescuePiece',
  'startup.takeKey',
  'app.status',
  'app.changes',
  'app.setLanguage',
];
/** These look after a switch of the mode themselves, or are what switches it. */
const AT_ONCE = ['device.forget', 'app.changes', 'app.setMode', 'app.setLanguage', 'training.reset'];

type Outputs = InferContractRouterOutputs<Contract>;
/** Calls whose answer has no room for a problem, by their paths. */
type Bare = {
  [A in keyof Outputs & string]: {
    [C in keyof Outputs[A] & string]: Outputs[A][C] extends Result<unknown, Problem> ? never : `${A}.${C}`;
  }[keyof Outputs[A] & string];
}[keyof Outputs & string];

const NO_PAGE = { page: 0, pages: 1, count: 0 } as const;
/** What these give while there is nothing to be read. The type check asks for each of them. */
const NOTHING: Readonly<Record<Exclude<Bare, 'startup.state' | 'screen.state' | 'app.status' | 'app.changes'>, () => unknown>> = {
  'tickets.list': (): TicketPage => ({ rows: [], total: 0, more: false }),
  'tickets.hints': () => [],
  'tickets.caretakers': () => [],
  'tickets.look': (): ListLook => FIRST_LOOK,
  'tickets.export': async function* () {},
  'operations.list': () => [],
  'inbox.list': (): InboxView => ({
    items: [],
    itemsPage: NO_PAGE,
    waiting: [],
    waitingPage: NO_PAGE,
    takenAway: [],
    past: 0,
  }),
  'inbox.past': (): PastPage => ({ operations: [], page: NO_PAGE }),
  'files.list': () => [],
  'files.ofTicket': () => [],
  'till.find': () => [],
  'till.history': () => [],
  'probe.history': () => [],
  'probe.run': async function* () {},
};

const isBare = (path: string): path is keyof typeof NOTHING => Object.hasOwn(NOTHING, path);
const refusing = (path: string, why: Problem): unknown => (isBare(path) ? NOTHING[path]() : err(why));

export interface Guard {
  readonly workplace: () => Workplace;
  /** Resolves when no switch of the mode is under way. */
  readonly settled: () => Promise<void>;
  /** A call that failed by a bug. */
  readonly bug?: (path: string, cause: unknown) => void;
  readonly screenLock?: Pick<ScreenLock, 'isLocked'>;
  /** A call met damage in the database. */
  readonly damaged?: () => void;
}

/**
 * Stands before each call: one that comes while the mode is switched waits for its end, and of a locked device nothing
 * is read and nothing is done.
 * @param path as in the contract, `tickets.list`
 */
export async function guarded(
  path: string,
  { workplace, settled, bug, damaged, screenLock }: Guard,
  call: () => Promise<unknown>,
): Promise<unknown> {
  if (screenLock?.isLocked() && !BEHIND_THE_CURTAIN.includes(path)) return refusing(path, problem('screen.locked'));
  if (AT_ONCE.includes(path)) return call();
  await settled();
  const before = workplace();
  if (!ALWAYS.includes(path) && before.store.state.get('locked') !== undefined) return refusing(path, problem('device.locked'));
  try {
    return await call();
  } catch (cause) {
    await settled();
    if (workplace() === before) {
      const trouble = diskTrouble(cause);
      if (isDamage(cause)) damaged?.();
      if (trouble !== undefined && path !== 'app.status') return refusing(path, trouble);
      bug?.(path, cause);
      throw cause;
    }
    // What it worked on was closed under it. Reading is done again where the person is now; anything else is theirs to repeat.
    return path === 'app.status' || isBare(path) ? call() : err(problem('app.switched'));
  }
}

/** The contract's calls, each with the guard before it. */
export const guardedCalls = (guard: Guard) =>
  implement(contract).use(async ({ next, path }, _input, output) => {
    const answer = await guarded(path.join('.'), guard, async () => (await next()).output);
    return output(answer);
  });

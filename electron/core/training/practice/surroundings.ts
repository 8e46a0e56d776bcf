import type { Problem } from '../../../../domain/problem.ts';
import { assertNever, ok, type Result } from '../../../../domain/result.ts';
import { BETA } from '../../../../mplatform/server/seed-rows.ts';
import type { Training } from '../training.ts';
import type { Names } from './names.ts';
import type { Run, RunWorld } from './runs.ts';
import type { PracticeAct, PracticeFault } from './scenario.ts';

type Done = Promise<Result<null, Problem>>;

/** What lies outside the program and the till: the line, the shop's network, M/platform and its people. */
export interface Surroundings {
  /** As every exercise leaves them: the line whole, M/platform up. */
  clear(): Done;
  /** As an exercise has them at the point it has reached. */
  restore(fault: PracticeFault, world: RunWorld): Done;
  /** What somebody outside does; gives what changes in the exercise's own world. */
  perform(act: PracticeAct, fault: PracticeFault, names: Names): Promise<Result<Partial<RunWorld>, Problem>>;
}

export function createSurroundings(training: Training, sync: () => Promise<unknown>): Surroundings {
  /** The device finds out at once how the line is now, rather than at its next try. */
  async function told(done: Result<null, Problem>): Done {
    await sync();
    return done;
  }
  const cut = async (): Done => {
    await training.stopServer();
    return told(ok(null));
  };
  const whole = async (): Done => told(await training.startServer());
  const changing = async (done: Done, change: Partial<RunWorld>): Promise<Result<Partial<RunWorld>, Problem>> => {
    const answer = await done;
    return answer.ok ? ok(change) : answer;
  };

  function mend(fault: PracticeFault, names: Names): Done {
    if (fault !== 'storeInactive') return whole();
    return training.operate((operator) => operator.setPointOfSaleActive(names.punkt.first, true));
  }

  return {
    async clear() {
      await training.stopOther();
      return whole();
    },
    async restore(fault, world) {
      if (fault === 'wrongServer' && world.otherPort !== null) await training.startOther(world.otherPort);
      if (world.lineCut) return cut();
      if (world.mended) return whole();
      if (fault === 'serverDown') return cut();
      if (fault !== 'portal') return whole();
      await training.startPortal();
      return told(ok(null));
    },
    perform(act, fault, names) {
      switch (act) {
        case 'cutLine':
          return changing(cut(), { lineCut: true });
        case 'bringLine':
          return changing(whole(), { lineCut: false });
        case 'mend':
          return changing(mend(fault, names), { mended: true });
        case 'withdraw':
          return changing(
            training.operate((operator) => operator.withdrawTicket(names.ticketId, 'reassigned', BETA.id)),
            {},
          );
        case 'acceptDocuments':
          return changing(
            training.operate((operator) => operator.answerBackoffice(names.ticketId, 'accepted', '')),
            {},
          );
        case 'call':
          return changing(Promise.resolve(ok(null)), {});
        default:
          return assertNever(act);
      }
    },
  };
}

/** What was made that leaves no row behind, added to a run's world. */
export const withMade = ({ world }: Run, what: string): Partial<RunWorld> => ({ made: [...new Set([...world.made, what])] });

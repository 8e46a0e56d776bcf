import { invoiceFault } from '../../../../domain/closing.ts';
import { sameAddress } from '../../../../domain/probe-proof.ts';
import { assertNever } from '../../../../domain/result.ts';
import type { SyncStatus, TillStatus } from '../../api/views.ts';
import type { OperationRecord } from '../../store/operations.ts';
import type { Store } from '../../store/store.ts';
import type { Names } from './names.ts';
import type { Run } from './runs.ts';
import type { PracticeFact, PracticePoint, PracticeStep } from './scenario.ts';

/** Where the facts of the practice workplace are asked for. */
export interface Places {
  readonly store: Store;
  readonly sync: () => Pick<SyncStatus, 'state'>;
  readonly till: () => Promise<TillStatus>;
  /** For which sub-ticket the till's file was last written from here. */
  readonly lastWritten: () => Promise<string | null>;
  /** Tickets that went away and nobody has taken note of yet. */
  readonly unreadGone: () => readonly string[];
  /** M/platform's address as the till must have it. */
  readonly server: string;
}

/** Whether all that a step asks for is so now, by what really stands in the workplace. */
export async function isDone(step: PracticeStep, run: Run, names: Names, places: Places): Promise<boolean> {
  for (const fact of step.until) if (!(await holds(fact, { step, run, names, places }))) return false;
  return true;
}

interface Asked {
  readonly step: Pick<PracticeStep, 'id'>;
  readonly run: Pick<Run, 'world'>;
  readonly names: Names;
  readonly places: Places;
}

export async function holds(fact: PracticeFact, { step, run, names, places }: Asked): Promise<boolean> {
  const { store } = places;
  const known = store.viewRows.dossier(names.ticketId);
  const pointOf = (on: PracticePoint) => known?.dossier.subTickets.find((s) => s.id === names.subTicketId[on]);
  switch (fact.is) {
    case 'operation': {
      const target = fact.on === 'ticket' ? names.ticketId : names.subTicketId[fact.on];
      const done = store.operations
        .historyOf(names.ticketId)
        .filter((o) => o.operation.kind === fact.kind && o.operation.target === target && counts(o, fact.arrived));
      return done.length >= fact.times;
    }
    case 'ticket':
      return known !== undefined && fact.status.includes(known.dossier.ticket.status);
    case 'point': {
      const point = pointOf(fact.on);
      return point !== undefined && fact.status.includes(point.status);
    }
    case 'file':
      return known?.dossier.ticket.files.some(({ kind }) => kind === fact.kind) === true;
    case 'invoiceFits':
      return (
        known !== undefined &&
        invoiceFault(known.dossier.ticket.quote, known.dossier.subTickets, names.subTicketId[fact.on]) === undefined
      );
    case 'probe':
      return store.probeRuns
        .of(names.subTicketId[fact.on])
        .some(
          ({ verdict, cause }) =>
            verdict === fact.verdict && (fact.codes === undefined || (cause !== null && fact.codes.includes(cause.code))),
        );
    case 'till': {
      const { server, stores } = await places.till();
      const wanted = fact.holds.map((on) => names.punkt[on]);
      const right = server !== null && sameAddress(server, places.server);
      return right && wanted.every((punkt) => stores.includes(punkt)) && (!fact.only || stores.length === wanted.length);
    }
    case 'restarted': {
      const written = await places.lastWritten();
      if (written === null || !Object.values(names.subTicketId).includes(written)) return false;
      return (await places.till()).restart === 'done';
    }
    case 'line':
      return places.sync().state === (fact.state === 'online' ? 'idle' : 'offline');
    case 'takenAway':
      return known !== undefined && known.removed !== null && !(fact.read && places.unreadGone().includes(names.ticketId));
    case 'settled': {
      const done = store.operations.historyOf(names.ticketId);
      return done.length > 0 && done.every((o) => o.outcome !== null && !needsLook(o));
    }
    case 'made':
      return run.world.made.includes(fact.what);
    case 'asked':
      return run.world.asked.includes(step.id);
    default:
      return assertNever(fact);
  }
}

/** What was refused or taken back was not done. */
const counts = ({ outcome }: OperationRecord, arrived: boolean): boolean =>
  arrived ? outcome === 'applied' : outcome === null || outcome === 'applied';

const needsLook = ({ outcome, acknowledged }: OperationRecord): boolean => outcome === 'rejected' && !acknowledged;

import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import type { Ticket, TicketStatus } from '../../../domain/model/index.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';
import type { Store } from '../store/store.ts';
import { spaceOf } from './disk.ts';
import type { KeptRow, KeptTable } from './kept-table.ts';
import type { Shelf } from './shelf.ts';
import type { UploadTable } from './table.ts';
import { isInHand, type Removable, whichToLetGo } from './which-to-let-go.ts';

export interface LettingGoDeps {
  readonly store: Store;
  readonly table: UploadTable;
  readonly kept: KeptTable;
  readonly shelf: Shelf;
  readonly folder: string;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly client: () => FieldClient | undefined;
  /** Bytes that files may take up here. */
  readonly limit: () => number;
  readonly changed: () => void;
}

interface Found {
  readonly removable: readonly Removable[];
  /** Those whose ticket has ended, or goes on again, since that was noted. */
  readonly turned: readonly KeptRow[];
  /** Bytes. */
  readonly taken: number;
  readonly files: number;
}

const MIB = 1024 * 1024;
/** The rest of the system needs some room, too: below this, or a twentieth of a small disk, files make way. */
const LEAVE_FREE = 256 * MIB;
/** A new document needs room for itself, its rows in the database and what else is written meanwhile. */
const BESIDE = 16 * MIB;

const ENDED: readonly TicketStatus[] = ['closed', 'resigned', 'withdrawn'];

/**
 * Lets go of files that M/platform has. Only what its own row of a ticket that this device still sees names, so what
 * could be read back any time; never what is still to be sent, what an operation without an outcome or an unread refusal
 * speaks of, or what nobody knows anything about.
 */
export function createLettingGo(deps: LettingGoDeps) {
  const { store, table, kept, shelf, clock } = deps;

  /** Digests that unfinished work speaks of, whatever kind of operation it is. */
  function spokenOf(): string {
    const { operations } = store;
    return [...operations.pending(), ...operations.unreadRefusals()]
      .map(({ operation }) => JSON.stringify(operation.args))
      .join();
  }

  const lastUsed = (sha256: string): number => Date.parse(kept.lastUsed(sha256) ?? '');

  const hasGone = (sha256: string): boolean => {
    const row = table.get(sha256);
    return row === undefined || (row.doneAt !== null && row.server === deps.client()?.origin);
  };

  /** What may go of what is here, and how much all of it takes up. */
  async function look(): Promise<Found> {
    const here = await shelf.list();
    const open = spokenOf();
    const rows = Map.groupBy(kept.all(), (row) => row.sha256);
    const tickets = new Map<string, Ticket | undefined>();
    const ticketOf = ({ ticketId }: KeptRow): Ticket | undefined => {
      if (!tickets.has(ticketId)) tickets.set(ticketId, seen(ticketId));
      return tickets.get(ticketId);
    };
    const isOver = (row: KeptRow): boolean => ENDED.includes(ticketOf(row)?.status ?? 'new');
    const removable = here.flatMap(({ sha256, size }): Removable[] => {
      const named = (rows.get(sha256) ?? []).filter((row) => ticketOf(row)?.files.some((f) => f.sha256 === sha256));
      if (named.length === 0 || open.includes(sha256) || !hasGone(sha256)) return [];
      const ends = named.map((row) => (isOver(row) ? Date.parse(row.endedAt ?? rfc3339(clock.now())) : null));
      return [
        {
          sha256,
          size,
          usedAt: Math.max(...(rows.get(sha256) ?? []).map((row) => Date.parse(row.usedAt))),
          endedAt: ends.every((end) => end !== null) ? Math.max(...ends) : null,
        },
      ];
    });
    const turned = [...rows.values()].flat().filter((row) => isOver(row) !== (row.endedAt !== null));
    return { removable, turned, taken: here.reduce((sum, { size }) => sum + size, 0), files: here.length };
  }

  /** As M/platform last sent it, where it was not taken away since. */
  function seen(ticketId: string): Ticket | undefined {
    const found = store.serverRows.dossier(ticketId);
    return found === undefined || found.removed !== null ? undefined : found.dossier.ticket;
  }

  async function letGo(sha256: string): Promise<void> {
    // Between the look and now somebody may have begun to need it.
    if (spokenOf().includes(sha256) || !hasGone(sha256) || isInHand(clock.now(), lastUsed(sha256))) return;
    await shelf.remove(sha256);
    kept.forget(sha256);
  }

  return {
    look,

    /**
     * One round: lets go of what is due. M/platform is asked for each whether it still has it, since what it said long ago
     * may have been lost there with a disk; without a line nothing goes.
     */
    async round(signal: AbortSignal): Promise<void> {
      const server = deps.client();
      if (server === undefined) return;
      const { removable, taken, turned } = await look();
      const now = rfc3339(clock.now());
      // At once: each by itself would be waited for by the disk.
      if (turned.length > 0)
        store.transaction(() => {
          for (const row of turned) kept.ended(row, row.endedAt === null ? now : null);
        });
      const short = Math.max(0, (await shortOf(deps.folder)) ?? 0);
      const due = whichToLetGo(removable, { now: clock.now(), taken, limit: Math.min(deps.limit(), taken - short) });
      for (const { sha256, size } of due) {
        const has = await deps.tokens.using(server, (token) => server.files.has(sha256, size, token, signal));
        if (signal.aborted || !has.ok) return;
        if (has.value) await letGo(sha256);
      }
      if (due.length > 0) deps.changed();
    },

    /**
     * A document that comes in now is worth more than one that M/platform has: makes room for so many bytes where the disk
     * has none, by M/platform's word of before, since there may be no line.
     */
    async makeRoom(bytes: number): Promise<void> {
      const space = await spaceOf(deps.folder);
      const missing = space === undefined ? 0 : bytes + Math.min(BESIDE, space.size / 20) - space.free;
      if (missing <= 0) return;
      const { removable, taken } = await look();
      const due = whichToLetGo(removable, { now: clock.now(), taken, limit: taken - missing });
      for (const { sha256 } of due) await letGo(sha256);
      if (due.length > 0) deps.changed();
    },
  };
}
export type LettingGo = ReturnType<typeof createLettingGo>;

/** By how many bytes the disk is too full. */
async function shortOf(folder: string): Promise<number | undefined> {
  const space = await spaceOf(folder);
  return space && Math.min(LEAVE_FREE, space.size / 20) - space.free;
}

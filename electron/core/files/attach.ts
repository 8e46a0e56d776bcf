import { randomUUID } from 'node:crypto';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { contentFault } from '../../../domain/document-content.ts';
import { DOCUMENT_HEAD_BYTES, documentTypeOf, MAX_DOCUMENT_BYTES } from '../../../domain/document-file.ts';
import type { DocumentKind } from '../../../domain/model/index.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Store } from '../store/store.ts';
import { diskProblem } from './disk.ts';
import type { KeptTable } from './kept-table.ts';
import type { Incoming, Shelf } from './shelf.ts';
import type { UploadTable } from './table.ts';

export interface Attachment {
  readonly ticketId: string;
  readonly kind: DocumentKind;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Of which point of sale, where it is of one. */
  readonly subTicketId?: string | undefined;
}

export interface AttachingDeps {
  readonly store: Store;
  readonly table: UploadTable;
  readonly kept: KeptTable;
  readonly shelf: Shelf;
  readonly clock: Clock;
  /** Asked before so many bytes come in. */
  readonly makeRoom: (bytes: number) => Promise<void>;
  readonly attached: () => void;
}

/** Windows are few, and each attaches one file after the other. */
const MAX_DRAFTS = 16;
const UNKNOWN_DIGEST = '0'.repeat(64);
const MIB = 1024 * 1024;

/**
 * Takes a file in piece by piece and attaches it: checked, on the disk under its digest, and recorded in one transaction
 * with what is to be sent. What is wrong with it is said here, while the technician still stands in the shop.
 */
export function createAttaching(deps: AttachingDeps) {
  const { store, table, kept, shelf, clock } = deps;
  const drafts = new Map<string, { readonly attachment: Attachment; readonly incoming: Incoming; last: Promise<unknown> }>();

  const beginning = new Set<Promise<unknown>>();
  let stopped = false;

  async function drop(id: string): Promise<void> {
    const draft = drafts.get(id);
    drafts.delete(id);
    await draft?.last.catch(() => undefined);
    await draft?.incoming.drop();
  }

  /** One after the other: two windows' pieces of one draft would else be mixed. */
  function inTurn<T>(id: string, work: (draft: { attachment: Attachment; incoming: Incoming }) => Promise<Result<T, Problem>>) {
    const draft = drafts.get(id);
    if (draft === undefined) return Promise.resolve(err(problem('files.draft-unknown')));
    const mine = draft.last.then(() => withDisk(() => work(draft)));
    draft.last = mine;
    return mine;
  }

  return {
    /** `files.empty`, `files.too-large`, and what the rules say to attaching now. */
    async begin(attachment: Attachment): Promise<Result<{ readonly draftId: string }, Problem>> {
      if (stopped) return err(problem('app.switched'));
      const { ticketId, kind, name, size, subTicketId } = attachment;
      if (size === 0) return err(problem('files.empty', { name }));
      if (size > MAX_DOCUMENT_BYTES) return err(problem('files.too-large', { max: MAX_DOCUMENT_BYTES / MIB }));
      const judged = store.judge({
        kind: 'ticket.attachFile',
        target: ticketId,
        args: { kind, sha256: UNKNOWN_DIGEST, name, size, ...(subTicketId === undefined ? {} : { subTicketId }) },
      });
      if (!judged.ok) return judged;
      const oldest = drafts.size >= MAX_DRAFTS ? [...drafts.keys()][0] : undefined;
      if (oldest !== undefined) await drop(oldest);
      const receiving = withDisk(async () => {
        await deps.makeRoom(size);
        const draftId = randomUUID();
        const incoming = await shelf.receive();
        drafts.set(draftId, { attachment, incoming, last: Promise.resolve() });
        return ok({ draftId });
      });
      beginning.add(receiving);
      return receiving.finally(() => beginning.delete(receiving));
    },

    append: (id: string, offset: number, bytes: Uint8Array): Promise<Result<null, Problem>> =>
      inTurn(id, async ({ attachment, incoming }) => {
        if (incoming.size() !== offset || offset + bytes.length > attachment.size) {
          return err(problem('files.changed-while-read', { name: attachment.name }));
        }
        await incoming.append(bytes);
        return ok(null);
      }),

    /** Of the operation: its id. The upload has begun when this answers. */
    async finish(id: string): Promise<Result<{ readonly id: string; readonly sha256: string }, Problem>> {
      const answer = await inTurn(id, async ({ attachment, incoming }) => {
        const { ticketId, kind, name, size, subTicketId } = attachment;
        if (incoming.size() !== size) return err(problem('files.changed-while-read', { name }));
        const { sha256 } = await incoming.end();
        const fault = await incoming.look((read) => contentFault(size, read));
        const type = documentTypeOf(await incoming.look((read) => read(0, DOCUMENT_HEAD_BYTES)));
        if (fault !== undefined || type === undefined) return err(problem(fault ?? 'files.type-not-allowed', { name }));
        // First: the same content may be here already, and must not be let go of just now.
        kept.used(sha256, ticketId, rfc3339(clock.now()));
        await incoming.keep(sha256);
        const submitted = store.transaction(() => {
          const of = subTicketId === undefined ? {} : { subTicketId };
          const done = store.submit({ kind: 'ticket.attachFile', target: ticketId, args: { kind, sha256, name, size, ...of } });
          if (done.ok) table.add({ sha256, size, type, ticketId, name, addedAt: rfc3339(clock.now()) });
          return done;
        });
        return submitted.ok ? ok({ id: submitted.value.id, sha256 }) : submitted;
      });
      await drop(id);
      if (answer.ok && !stopped) deps.attached();
      return answer;
    },

    drop,
    /** What has begun to come in is let go of, and nothing begins any more: nobody may write after the database was closed. */
    async stop(): Promise<void> {
      stopped = true;
      await Promise.all(beginning);
      for (const id of [...drafts.keys()]) await drop(id);
    },
  };
}

async function withDisk<T>(work: () => Promise<Result<T, Problem>>): Promise<Result<T, Problem>> {
  try {
    return await work();
  } catch (cause) {
    return err(diskProblem(cause, problem('files.disk-full')));
  }
}

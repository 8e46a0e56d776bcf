import { createHash, randomUUID } from 'node:crypto';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import type { AttachedFile, Dossier, Note, Ticket } from '../../../domain/model/index.ts';
import { formatGrosze } from '../../../domain/money.ts';
import { missingDocuments } from '../../../domain/operations/ticket-rules.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { sentence } from '../../../domain/text.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { HesitationView, MailDraftView } from '../api/hesitation-views.ts';
import type { FilePiece, Mode } from '../api/views.ts';
import type { Documents } from '../documents/documents.ts';
import type { Store } from '../store/store.ts';
import { operationView } from '../tickets/views.ts';
import { composeLetter, letterName, OPERATIONS_ADDRESS, OPERATIONS_SUBJECT } from './letter.ts';

export interface HesitationDeps {
  readonly db: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly mode: Mode;
  readonly documents: Pick<Documents, 'print'>;
  readonly readFile: (ticketId: string, sha256: string, offset: number) => Promise<Result<FilePiece, Problem>>;
  /** Hands the letter to the mail program; false where the shell cannot. */
  readonly openMail: (fileName: string, letter: Buffer) => Promise<boolean>;
  /** Told when a letter was made. */
  readonly made: (ticketId: string) => void;
}

/** Which quote goes with the letter: what lies in *Pliki*, or the program's own print where there is no scan, or it is out of reach. */
export type QuoteSource = 'attached' | 'printed';

interface Quote {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** The path of the manual for a retailer who hesitates or declines; all of it works without a line. */
export function createHesitation({ db, store, clock, mode, documents, readFile, openMail, made }: HesitationDeps) {
  const letterOf = db.prepare<[string], { sha256: string; made_at: string }>(
    'SELECT sha256, made_at FROM mail_draft WHERE ticket_id = ?',
  );
  const putLetter = db.prepare(
    `INSERT INTO mail_draft (ticket_id, sha256, made_at) VALUES (?, ?, ?)
     ON CONFLICT (ticket_id) DO UPDATE SET sha256 = excluded.sha256, made_at = excluded.made_at`,
  );

  function find(ticketId: string): Result<Dossier, Problem> {
    const shown = store.viewRows.dossier(ticketId);
    return shown === undefined ? err(problem('ticket.unknown', { id: ticketId })) : ok(shown.dossier);
  }
  const obstacle = (intent: Parameters<Store['judge']>[0]): Problem | null => {
    const judged = store.judge(intent);
    return judged.ok ? null : judged.error;
  };

  /** Notes that were written on this device after it suspended the ticket, by their words. */
  function notedSince(ticketId: string): ReadonlySet<string> {
    const newestFirst = store.operations.historyOf(ticketId);
    const suspended = newestFirst.findIndex(({ operation, outcome }) => operation.kind === 'ticket.suspend' && counts(outcome));
    if (suspended < 0) return new Set();
    return new Set(
      newestFirst
        .slice(0, suspended)
        .flatMap(({ operation, outcome }) =>
          operation.kind === 'ticket.addNote' && counts(outcome) ? [operation.args.text] : [],
        ),
    );
  }

  async function attached(ticketId: string, file: AttachedFile): Promise<Result<Quote, Problem>> {
    const parts: Buffer[] = [];
    for (let offset = 0; ; ) {
      const piece = await readFile(ticketId, file.sha256, offset);
      if (!piece.ok) return piece;
      const bytes = Buffer.from(piece.value.base64, 'base64');
      parts.push(bytes);
      offset += bytes.length;
      if (bytes.length > 0 && offset < piece.value.size) continue;
      return ok({ name: piece.value.name, type: piece.value.type, bytes: Buffer.concat(parts) });
    }
  }

  async function printed(ticketId: string): Promise<Result<Quote, Problem>> {
    const print = await documents.print({ ticketId, document: 'quote' });
    if (!print.ok) return print;
    return ok({ name: print.value.fileName, type: 'application/pdf', bytes: Buffer.from(print.value.base64, 'base64') });
  }

  return {
    view(ticketId: string): Result<HesitationView, Problem> {
      const found = find(ticketId);
      if (!found.ok) return found;
      const { ticket, subTickets } = found.value;
      const letter = letterOf.get(ticketId);
      const quoteFile = newestQuote(ticket);
      const why = { note: '…' };
      const lacks: readonly string[] = missingDocuments(ticket);
      return ok({
        ticket: { id: ticket.id, status: ticket.status, company: ticket.company, quote: ticket.quote },
        punktIds: subTickets.filter(({ status }) => status !== 'resigned').map(({ punktId }) => punktId),
        quoteFile,
        signed: (['agreement', 'powerOfAttorney'] as const).filter((kind) => !lacks.includes(kind)),
        attachObstacle: obstacle({ kind: 'ticket.attachFile', target: ticketId, args: TRIAL }),
        suspended: ticket.status === 'suspended' ? { note: ticket.suspensionNote ?? '' } : null,
        suspendObstacle: obstacle({ kind: 'ticket.suspend', target: ticketId, args: why }),
        suggested: suggestedNotes(ticket),
        caretaker: ticket.caretaker,
        notes: notesSince(ticket, notedSince(ticketId)),
        mail: {
          to: OPERATIONS_ADDRESS,
          subject: OPERATIONS_SUBJECT,
          madeAt: letter?.made_at ?? null,
          // A print is never the same twice; of it only that a scan has come since makes the letter old.
          outdated: letter !== undefined && quoteFile !== null && quoteFile.sha256 !== letter.sha256,
          printable: ticket.quote?.content !== undefined,
        },
        waiting: store.operations
          .historyOf(ticketId)
          .filter(({ outcome, givenUp }) => outcome === null && !givenUp)
          .map(operationView),
      });
    },

    /** Makes the letter with the quote, and has the mail program open it as a draft where the shell can. Nothing is sent. */
    async letter(ticketId: string, source: QuoteSource): Promise<Result<MailDraftView, Problem>> {
      const found = find(ticketId);
      if (!found.ok) return found;
      const { ticket } = found.value;
      const file = newestQuote(ticket);
      if (source === 'attached' && file === null) return err(problem('hesitation.no-quote'));
      const quote = source === 'attached' && file !== null ? await attached(ticketId, file) : await printed(ticketId);
      if (!quote.ok) return quote;
      const technician = store.state.get('device')?.technician;
      const now = clock.now();
      const letter = await composeLetter({
        dossier: found.value,
        technician: { name: technician?.name ?? '', dealerName: technician?.dealerName ?? '' },
        training: mode === 'training',
        now,
        id: randomUUID(),
        attachment: quote.value,
      });
      const fileName = letterName(ticket.company.crmId, now);
      const opened = await openMail(fileName, letter);
      const sha256 = createHash('sha256').update(quote.value.bytes).digest('hex');
      putLetter.run(ticketId, sha256, rfc3339(now));
      made(ticketId);
      return ok({ fileName, text: letter.toString('latin1'), opened, attached: quote.value.name });
    },
  };
}
export type Hesitation = ReturnType<typeof createHesitation>;

/** What was refused or taken back was not done. */
const counts = (outcome: string | null): boolean => outcome === null || outcome === 'applied';

const TRIAL = { kind: 'quote', sha256: '0'.repeat(64), name: '…', size: 1 } as const;

const newestQuote = ({ files }: Ticket): AttachedFile | null => files.filter(({ kind }) => kind === 'quote').at(-1) ?? null;

/**
 * The suspension is itself a note; what stands behind it came after. A note passes by a suspension that waits for the file
 * before it, so those that were written here afterwards count wherever they stand.
 */
function notesSince({ notes, suspensionNote, status }: Ticket, here: ReadonlySet<string>): readonly Note[] {
  if (status !== 'suspended') return [];
  const at = notes.findLastIndex(({ text }) => text === suspensionNote);
  return notes.filter(({ text }, i) => i !== at && ((at >= 0 && i > at) || here.has(text)));
}

function suggestedNotes({ quote, caretaker }: Ticket): HesitationView['suggested'] {
  const params = {
    amount: quote === null ? '' : formatGrosze(quote.totalGross),
    caretaker: caretaker?.name ?? '',
  };
  const of = (which: 'hesitates' | 'declines'): string =>
    sentence(quote === null ? `hesitation.note.${which}-unquoted` : `hesitation.note.${which}`, params);
  return { hesitates: of('hesitates'), declines: of('declines') };
}

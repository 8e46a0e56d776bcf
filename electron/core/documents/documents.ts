import { warsawDate } from '../../../domain/calendar.ts';
import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import type { Dossier, PrintedDocument } from '../../../domain/model/index.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { sentence } from '../../../domain/text.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { DocumentFileView, DocumentsView, Mode, PrintableView } from '../api/views.ts';
import type { Store } from '../store/store.ts';
import { contentOf } from './content.ts';
import { type DocumentData, documentNumber, type OnScreenSignature } from './data.ts';
import { missingFor } from './missing.ts';
import { pdfDefinition } from './pdf.ts';
import { createPdfPrinter } from './printer.ts';
import { createProofs } from './proof.ts';
import { builtInTemplates, chooseTemplate, printedDocuments } from './templates.ts';

export interface DocumentsDeps {
  readonly db: Database;
  readonly store: Store;
  readonly clock: Clock;
  readonly mode: Mode;
  /** `resources/documents` */
  readonly folder: string;
  /** What the training's checklist calls a point of it; undefined where it is not known here. */
  readonly checklist?: (list: string, item: string) => string | undefined;
}

export interface DocumentWanted {
  readonly ticketId: string;
  readonly document: PrintedDocument;
  /** Of the protocol: the sub-ticket that was closed. */
  readonly subTicketId?: string | undefined;
}

/** The papers of a ticket: which there are, what they lack, and the print itself. Works without a line. */
export function createDocuments({ db, store, clock, mode, folder, checklist }: DocumentsDeps) {
  const print = createPdfPrinter(`${folder}/fonts`);
  const proofs = createProofs(db, store);
  let builtIn: ReturnType<typeof builtInTemplates> | undefined;

  const chosen = (document: PrintedDocument) => {
    builtIn ??= builtInTemplates(folder);
    return chooseTemplate(document, store.sharedRows.documentTemplates(), builtIn[document]);
  };

  function dataFor({ ticket, subTickets }: Dossier, document: PrintedDocument, subTicketId?: string): DocumentData {
    const point = document === 'protocol' ? (subTickets.find(({ id }) => id === subTicketId) ?? null) : null;
    const receipt = point === null ? null : proofs.receiptOf(point);
    const technician = store.state.get('device')?.technician;
    const listId = ticket.quote?.content?.priceList;
    return {
      document,
      ticket,
      subTickets,
      point,
      technician: { name: technician?.name ?? '', dealerName: technician?.dealerName ?? '' },
      priceListName: store.sharedRows.priceLists().find(({ id }) => id === listId)?.name ?? null,
      probe: point === null ? null : proofs.probeOf(point, receipt),
      receipt,
      checklist: (list, item) => checklist?.(list, item) ?? item,
      today: warsawDate(clock.now()),
    };
  }

  function printable(data: DocumentData): PrintableView {
    const { template, source, leftOut } = chosen(data.document);
    return {
      document: data.document,
      subTicketId: data.point?.id ?? null,
      number: documentNumber(data),
      template: { name: template.name, version: template.version, source },
      leftOut,
      missing: missingFor(template, data),
      signers: signersOf(template, data),
    };
  }

  function find(ticketId: string): Result<Dossier, Problem> {
    const found = store.viewRows.dossier(ticketId);
    return found === undefined ? err(problem('ticket.unknown', { id: ticketId })) : ok(found.dossier);
  }

  /** @param partly whether it may lack something: then that stands across its pages */
  async function make(
    { ticketId, document, subTicketId }: DocumentWanted,
    partly: boolean,
    signatures: readonly (OnScreenSignature | null)[] = [],
  ): Promise<Result<DocumentFileView, Problem>> {
    const dossier = find(ticketId);
    if (!dossier.ok) return dossier;
    const data = dataFor(dossier.value, document, subTicketId);
    if (document === 'protocol' && data.point === null) return err(problem('documents.no-point'));
    const { template } = chosen(document);
    const missing = missingFor(template, data);
    if (missing.length > 0 && !partly) return err(problem('documents.incomplete', {}, { missing }));
    const content = contentOf(template, data);
    if (!content.ok) return content;
    const marks = [
      ...(missing.length > 0 ? [sentence('print.incomplete')] : []),
      ...(mode === 'training' ? [sentence('print.training')] : []),
    ];
    const pdf = await print(
      pdfDefinition(content.value, {
        signatures,
        author: data.technician.dealerName,
        ...(marks.length === 0 ? {} : { watermark: marks.join(' – ') }),
      }),
    );
    const { number, digest } = content.value;
    const signed = signatures.length > 0 ? `-${sentence('print.file.signed')}` : '';
    const name = `${sentence(`print.file.${document}`)}-${number.replaceAll('/', '-')}${signed}.pdf`;
    return ok({ fileName: name, base64: pdf.toString('base64'), content: content.value, digest, missing });
  }

  return {
    /** All documents of a ticket: the three that are signed, and a protocol for each closed point of sale. */
    list(ticketId: string): Result<DocumentsView, Problem> {
      const dossier = find(ticketId);
      if (!dossier.ok) return dossier;
      const closed = dossier.value.subTickets.filter((s) => s.status === 'closed');
      return ok({
        documents: printedDocuments.filter((d) => d !== 'protocol').map((d) => printable(dataFor(dossier.value, d))),
        protocols: closed.map(({ id }) => printable(dataFor(dossier.value, 'protocol', id))),
      });
    },
    /** To be looked at: what is missing is left blank, and that it is missing stands across the page. */
    preview: (wanted: DocumentWanted) => make(wanted, true),
    /** To be handed out. Problems: `documents.incomplete`, with the fields as evidence; `documents.no-point`; `documents.too-long`. */
    print: (wanted: DocumentWanted) => make(wanted, false),
    /** As printed, with what was signed on the screen just now in its place. */
    sign(wanted: DocumentWanted, signatures: readonly (Omit<OnScreenSignature, 'at'> | null)[]) {
      const at = rfc3339(clock.now());
      return make(
        wanted,
        false,
        signatures.map((signed) => (signed === null ? null : { ...signed, at })),
      );
    },
  };
}
export type Documents = ReturnType<typeof createDocuments>;

/** The fields for signatures, as the template calls them. */
function signersOf(template: Parameters<typeof contentOf>[0], data: DocumentData): readonly string[] {
  const content = contentOf(template, data);
  return content.ok ? content.value.blocks.flatMap((block) => (block.type === 'signatures' ? block.labels : [])).slice(0, 3) : [];
}

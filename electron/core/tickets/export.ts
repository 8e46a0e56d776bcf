import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { warsawDate } from '../../../domain/calendar.ts';
import type { Clock } from '../../../domain/clock.ts';
import { problem } from '../../../domain/problem.ts';
import type { Language } from '../../../domain/text.ts';
import en from '../../../resources/translations/en/ui.json' with { type: 'json' };
import pl from '../../../resources/translations/pl/ui.json' with { type: 'json' };
import type { ExportFormat, ListColumn, TicketSelection } from '../api/list-contract.ts';
import type { ListExportEvent } from '../api/list-views.ts';
import { modulePath } from '../resources.ts';
import type { ExportAnswer, ExportOrder } from './export-worker.ts';
import type { TicketRows } from './rows.ts';
import type { SheetWords } from './sheet.ts';

const WORKER = modulePath('electron/core/tickets/export-worker.ts', 'out/core/list-export.js');
/** Lines read in one go. */
const LINES = 500;
/** Bytes of one piece on its way to the window. */
const PIECE = 256 * 1024;
const MEDIA: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv;charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export interface ExportWanted {
  readonly query: TicketSelection;
  readonly columns: readonly ListColumn[];
  readonly format: ExportFormat;
  readonly language: Language;
}

/** All that fits, in its order, as a file. Lines are read a few at a time and made into the file by a thread of its own. */
export function createListExport(deps: {
  readonly orderOf: (selection: TicketSelection) => Promise<Int32Array>;
  readonly rows: TicketRows;
  readonly clock: Clock;
}) {
  return async function* run(wanted: ExportWanted, signal?: AbortSignal): AsyncGenerator<ListExportEvent, void> {
    const { query, columns, format, language } = wanted;
    const order = await deps.orderOf(query);
    const total = order.length;
    const worker = new Worker(WORKER, { execArgv: [], stdout: false });
    const post = (message: ExportOrder): void => worker.postMessage(message);
    const answers: ExportAnswer[] = [];
    let failed: unknown;
    let ended = false;
    let wake = (): void => {};
    worker.on('message', (answer: ExportAnswer) => {
      answers.push(answer);
      wake();
    });
    worker.on('error', (cause) => {
      failed = cause;
      wake();
    });
    worker.on('exit', () => {
      ended = true;
      wake();
    });
    const stop = (): void => wake();
    signal?.addEventListener('abort', stop);

    try {
      post({ type: 'begin', format, columns, words: wordsFor(language) });
      for (let from = 0; from < total; from += LINES) {
        post({ type: 'rows', rows: deps.rows([...order.subarray(from, from + LINES)]) });
        yield { type: 'progress', done: Math.min(from + LINES, total), total };
        await turn();
        if (signal?.aborted) return;
      }
      post({ type: 'end' });
      for (;;) {
        const answer = answers.shift();
        if (answer?.type === 'done') break;
        if (answer?.type === 'bytes') {
          const bytes = Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.byteLength);
          for (let from = 0; from < bytes.length; from += PIECE) {
            yield { type: 'bytes', base64: bytes.subarray(from, from + PIECE).toString('base64') };
          }
          continue;
        }
        if (signal?.aborted) return;
        if (failed !== undefined || ended) {
          yield { type: 'failed', problem: problem('list.export-failed', {}, { cause: String(failed ?? '') }) };
          return;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const name = language === 'pl' ? 'zgloszenia' : 'tickets';
      const fileName = `${name}-${warsawDate(deps.clock.now())}.${format}`;
      yield { type: 'finished', fileName, mediaType: MEDIA[format], rows: total };
    } finally {
      signal?.removeEventListener('abort', stop);
      await worker.terminate();
    }
  };
}
export type ListExport = ReturnType<typeof createListExport>;

/** What the file says is what the screen says. */
function wordsFor(language: Language): SheetWords {
  const texts = language === 'pl' ? pl : en;
  return {
    language,
    sheet: texts['tickets.title'],
    columns: {
      deadline: texts['column.deadline'],
      type: texts['column.type'],
      crmId: texts['column.crmId'],
      nip: texts['column.nip'],
      name: texts['column.name'],
      city: texts['column.city'],
      acquired: texts['column.acquired'],
      status: texts['column.status'],
      caretaker: texts['column.caretaker'],
      openedOn: texts['column.opened'],
      closedOn: texts['column.closed'],
      days: texts['column.days'],
    },
    status: {
      new: texts['status.new'],
      agreement: texts['status.agreement'],
      inProgress: texts['status.inProgress'],
      suspended: texts['status.suspended'],
      resigned: texts['status.resigned'],
      closed: texts['status.closed'],
      withdrawn: texts['status.withdrawn'],
    },
    yes: texts['answer.yes'],
    no: texts['answer.no'],
  };
}

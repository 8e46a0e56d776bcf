import type { QuoteLine } from '../../../domain/model/index.ts';
import { formatGrosze } from '../../../domain/money.ts';
import { lineNet, quoteTotals } from '../../../domain/quote.ts';
import { sentence } from '../../../domain/text.ts';
import { stageReport } from '../../../native-checks/probe/index.ts';
import type { ProbeRun } from '../api/views.ts';
import { printable } from './format.ts';

export interface ContentTable {
  readonly type: 'table';
  readonly columns: readonly {
    readonly title: string;
    readonly align: 'left' | 'right';
    /** Takes the room that the others leave. */
    readonly wide: boolean;
  }[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly strong: boolean }[];
}

const column = (title: string, align: 'left' | 'right' = 'left', wide = false) => ({ title, align, wide });
const row = (cells: readonly string[], strong = false) => ({ cells: cells.map(printable), strong });

/** `15 %`, `33,3 %` from parts per thousand. */
const percent = (perMille: number): string => `${(perMille / 10).toString().replace('.', ',')}\u00a0%`;

/** The formal template's lines: what, how many, at what price, what the special offer took off, what is left. */
export const quoteLinesTable = (lines: readonly QuoteLine[]): ContentTable => ({
  type: 'table',
  columns: [
    column(sentence('print.no'), 'right'),
    column(sentence('print.item'), 'left', true),
    column(sentence('print.quantity'), 'right'),
    column(sentence('print.unit-net'), 'right'),
    column(sentence('print.offer'), 'right'),
    column(sentence('print.net'), 'right'),
    column(sentence('print.vat'), 'right'),
  ],
  rows: lines.map((line, i) =>
    row([
      `${i + 1}.`,
      line.offer === null ? line.name : `${line.name}\n${line.offer.name}`,
      `${line.quantity}\u00a0${line.unit}`,
      formatGrosze(line.unitNet),
      line.offer === null ? '–' : `−${percent(line.offer.discount)}`,
      formatGrosze(lineNet(line)),
      `${line.vat}\u00a0%`,
    ]),
  ),
});

/** Sums by rate of VAT, as they will stand on the invoice, and together. */
export function quoteTotalsTable(lines: readonly QuoteLine[]): ContentTable {
  const { byRate, net, vat, gross } = quoteTotals(lines);
  const sums = (name: string, of: { readonly net: number; readonly vat: number; readonly gross: number }, strong = false) =>
    row([name, formatGrosze(of.net), formatGrosze(of.vat), formatGrosze(of.gross)], strong);
  return {
    type: 'table',
    columns: [
      column(sentence('print.vat-rate'), 'left', true),
      column(sentence('print.net'), 'right'),
      column(sentence('print.vat-amount'), 'right'),
      column(sentence('print.gross'), 'right'),
    ],
    rows: [...byRate.map((of) => sums(`${of.rate}\u00a0%`, of)), sums(sentence('print.together'), { net, vat, gross }, true)],
  };
}

/** Every stage of the way to M/platform, as the probe that closed the sub-ticket found it. */
export const probeTable = ({ stages }: ProbeRun): ContentTable => ({
  type: 'table',
  columns: [column(sentence('report.stage')), column(sentence('report.finding'), 'left', true), column(sentence('print.result'))],
  rows: stages.map((stage) =>
    row([sentence(`report.stage.${stage.id}`), stageReport(stage).message, sentence(`report.status.${stage.status}`)]),
  ),
});

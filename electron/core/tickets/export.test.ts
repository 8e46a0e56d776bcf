import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { aTicket, NOW } from '../../../tests/support/dossiers.ts';
import { aStore, ticketChange } from '../../../tests/support/store.ts';
import { type ExportFormat, type ListColumn, listColumn, ticketSelection } from '../api/list-contract.ts';
import { createListExport, type ExportWanted } from './export.ts';
import { createTicketOrders } from './orders.ts';
import { createTicketRows } from './rows.ts';

const clock = { now: () => NOW };

function aList(...names: readonly string[]) {
  const { store, db } = aStore();
  const tickets = names.map((name, i) =>
    aTicket({
      id: `T${i}`,
      company: { ...aTicket().company, name, city: 'Łódź', nip: '7974569439', crmId: '0012' },
      openedOn: '2026-03-01',
      caretaker: null,
      acquiredByDealer: i % 2 === 0,
    }),
  );
  store.applyChanges(tickets.map(ticketChange), 'c1', true);
  const technician = () => undefined;
  return createListExport({
    orderOf: createTicketOrders(db, clock, technician),
    rows: createTicketRows(db, clock, technician),
    clock,
  });
}

async function made(run: ReturnType<typeof aList>, format: ExportFormat, change: Partial<ExportWanted> = {}) {
  const query = ticketSelection.parse({ sort: 'crmId' });
  const parts: Buffer[] = [];
  for await (const event of run({ query, columns: listColumn.options, format, language: 'pl', ...change })) {
    if (event.type === 'bytes') parts.push(Buffer.from(event.base64, 'base64'));
    if (event.type === 'failed') throw new Error(JSON.stringify(event.problem));
    if (event.type === 'finished') return { file: Buffer.concat(parts), ...event };
  }
  throw new Error('It ended without saying so');
}

it('writes a CSV that a Polish Excel opens by a double click: mark, semicolons, dates and letters as they are here', async () => {
  const { file, fileName, rows } = await made(aList('PPHU "SAM"; Żółw'), 'csv');
  expect([fileName, rows]).toEqual(['zgloszenia-2026-03-10.csv', 1]);
  expect([...file.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(file.toString().slice(1).split('\r\n')).toEqual([
    'Najbliższy termin;Typ zgłoszenia;ID CRM firmy;NIP;Nazwa firmy;Miasto;Pozyskane przez dealera;Status;Opiekun;Data zgłoszenia;Data zamknięcia;Dni od zgłoszenia',
    '04.03.2026;Insoft;0012;797-456-94-39;"PPHU ""SAM""; Żółw";Łódź;tak;Nowe;;01.03.2026;;9',
    '',
  ]);
});

it('never lets a company’s name be a formula', async () => {
  const names = ['=HYPERLINK("http://x")', '+48 601', '-1', '@SUM(A1)', '\t=1', ' =1+1', 'Sklep = dobry'];
  const columns: readonly ListColumn[] = ['name'];
  const csv = (await made(aList(...names), 'csv', { columns })).file.toString();
  expect(csv.slice(1).split('\r\n').slice(1, -1)).toEqual([
    `"'=HYPERLINK(""http://x"")"`,
    `"'+48 601"`,
    `"'-1"`,
    `"'@SUM(A1)"`,
    `"'\t=1"`,
    `"' =1+1"`,
    'Sklep = dobry',
  ]);
  const sheet = await sheetOf((await made(aList(...names), 'xlsx', { columns })).file);
  expect(sheet).not.toContain('<f>');
  expect(sheet).toContain('=HYPERLINK');
});

const sheetOf = async (file: Buffer): Promise<string> => {
  const files = unzipSync(file);
  return ['xl/worksheets/sheet1.xml', 'xl/sharedStrings.xml'].map((name) => Buffer.from(files[name] ?? []).toString()).join('');
};

it('writes a workbook in which dates are dates, days are numbers and a NIP is text', async () => {
  const { file, mediaType } = await made(aList('Sklep'), 'xlsx', { columns: ['nip', 'crmId', 'openedOn', 'days'] });
  expect(mediaType).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  const sheet = await sheetOf(file);
  const cells = [...sheet.matchAll(/<c r="([A-D]2)"([^>]*)>.*?<\/c>/g)].map(([whole, place, rest]) => ({ place, rest, whole }));
  expect(cells.map(({ place, rest }) => [place, /t="(\w+)"/.exec(rest ?? '')?.[1] ?? 'n'])).toEqual([
    ['A2', expect.stringMatching(/^(s|inlineStr)$/)],
    ['B2', expect.stringMatching(/^(s|inlineStr)$/)],
    ['C2', 'n'],
    ['D2', 'n'],
  ]);
  // 1 March 2026 in a spreadsheet's own count of days.
  expect(cells[2]?.whole).toContain('<v>46082</v>');
  expect(cells[3]?.whole).toContain('<v>9</v>');
  expect(sheet).toContain('797-456-94-39');
});

it('writes all that fits, not just a page, in the order of the list', async () => {
  const names = Array.from({ length: 1203 }, (_, i) => `Sklep ${String(1202 - i).padStart(4, '0')}`);
  const query = ticketSelection.parse({ sort: 'name', acquired: 'yes' });
  const { file, rows } = await made(aList(...names), 'csv', { query, columns: ['name'], language: 'en' });
  const lines = file.toString().trimEnd().split('\r\n').slice(1);
  expect([rows, lines.length, lines[0], lines.at(-1)]).toEqual([602, 602, 'Sklep 0000', 'Sklep 1202']);
});

it('stops when nobody listens any more', async () => {
  const names = Array.from({ length: 2000 }, (_, i) => `Sklep ${i}`);
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const event of aList(...names)(
    { query: ticketSelection.parse({}), columns: ['name'], format: 'csv', language: 'pl' },
    stop.signal,
  )) {
    seen.push(event.type);
    stop.abort();
  }
  expect(seen).toEqual(['progress']);
});

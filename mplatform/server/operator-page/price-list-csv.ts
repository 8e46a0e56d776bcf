import type * as z from 'zod';
import { type PriceListItem, priceListItem, type SpecialOffer, specialOffer } from '../../../domain/model/index.ts';
import { parseGrosze } from '../../../domain/money.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { folded } from '../store/operator-records.ts';
import { type CsvLine, csvLines } from './csv.ts';
import { type Fault, fault } from './parts.ts';
import type { PageKey } from './text.ts';

type Column = 'id' | 'name' | 'group' | 'unit' | 'unitNet' | 'vat' | 'items' | 'stations' | 'discount' | 'from' | 'until';

/** Headings in both languages, as people write them. */
const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  id: ['id', 'numer', 'kod', 'code'],
  name: ['nazwa', 'name'],
  group: ['grupa', 'group'],
  unit: ['jednostka', 'jm', 'j.m.', 'unit'],
  unitNet: ['cena netto', 'cena', 'net price', 'price'],
  vat: ['vat', 'stawka vat', 'vat %'],
  items: ['pozycje', 'items'],
  stations: ['stanowiska', 'stations'],
  discount: ['rabat', 'rabat %', 'discount', 'discount %'],
  from: ['od', 'from'],
  until: ['do', 'until'],
};
const GROUPS: Readonly<Record<string, PriceListItem['group']>> = {
  oprogramowanie: 'software',
  software: 'software',
  sprzet: 'hardware',
  hardware: 'hardware',
  usluga: 'service',
  uslugi: 'service',
  service: 'service',
};
const STATIONS: Readonly<Record<string, SpecialOffer['stations']>> = {
  zakup: 'purchase',
  purchase: 'purchase',
  wymiana: 'exchange',
  exchange: 'exchange',
  wszystkie: 'any',
  any: 'any',
};

const word = (text: string): string => folded(text).trim();
const at = (line: number, code: PageKey, text = ''): Fault => fault(code, { line, text });

type Read<T> = (cell: (column: Column) => string, wrong: (code: PageKey, text: string) => void) => T | undefined;

/** Lines below a heading; every line that is wrong is named, not only the first. */
function readTable<T>(text: string, columns: readonly Column[], read: Read<T>): Result<readonly T[], readonly Fault[]> {
  const [heading, ...lines] = csvLines(text);
  if (heading === undefined) return ok([]);
  const places = new Map(columns.map((column) => [column, heading.cells.findIndex((c) => HEADINGS[column].includes(word(c)))]));
  const absent = columns.filter((column) => places.get(column) === -1);
  if (absent.length > 0)
    return err([fault('csv.columns-missing', { columns: absent.map((c) => HEADINGS[c].at(0) ?? c).join(', ') })]);
  const faults: Fault[] = [];
  const rows = lines.flatMap((line: CsvLine) => {
    const before = faults.length;
    const made = read(
      (column) => line.cells[places.get(column) ?? -1] ?? '',
      (code, wrong) => void faults.push(at(line.number, code, wrong)),
    );
    if (made === undefined && faults.length === before) faults.push(at(line.number, 'csv.line-wrong'));
    return made === undefined ? [] : [made];
  });
  return faults.length > 0 ? err(faults) : ok(rows);
}

const checked = <T>(schema: z.ZodType<T>, value: unknown, wrong: (code: PageKey, text: string) => void): T | undefined => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))];
  wrong('csv.cells-wrong', fields.map((f) => HEADINGS[f as Column]?.[0] ?? f).join(', '));
  return undefined;
};

/** Items of a price list: `id;nazwa;grupa;jednostka;cena netto;VAT`. An empty price is the dealer's to set. */
export const itemsOfCsv = (text: string): Result<readonly PriceListItem[], readonly Fault[]> =>
  readTable(text, ['id', 'name', 'group', 'unit', 'unitNet', 'vat'], (cell, wrong) => {
    const [group, price, vat] = [GROUPS[word(cell('group'))], cell('unitNet'), Number(cell('vat').replace(/\s*%$/, ''))];
    const unitNet = price === '' ? null : parseGrosze(price);
    if (group === undefined) wrong('csv.group-unknown', cell('group'));
    if (unitNet === undefined) wrong('csv.price-wrong', price);
    if (cell('vat') === '' || ![23, 8, 5, 0].includes(vat)) wrong('csv.vat-wrong', cell('vat'));
    else if (group !== undefined && unitNet !== undefined)
      return checked(priceListItem, { id: cell('id'), name: cell('name'), group, unit: cell('unit'), unitNet, vat }, wrong);
    return undefined;
  });

/** Special offers: `id;nazwa;pozycje;stanowiska;rabat;od;do`, items apart by blanks, the discount in per cent to a tenth. */
export const offersOfCsv = (text: string): Result<readonly SpecialOffer[], readonly Fault[]> =>
  readTable(text, ['id', 'name', 'items', 'stations', 'discount', 'from', 'until'], (cell, wrong) => {
    const stations = STATIONS[word(cell('stations'))];
    const percent = cell('discount').replace(/\s*%$/, '').replace(',', '.');
    if (stations === undefined) wrong('csv.stations-unknown', cell('stations'));
    if (!/^\d{1,3}(\.\d)?$/.test(percent)) wrong('csv.discount-wrong', cell('discount'));
    else if (stations !== undefined) {
      const items = cell('items')
        .split(/[\s,]+/)
        .filter((one) => one !== '');
      const [from, until] = [cell('from'), cell('until')];
      const discount = Math.round(Number(percent) * 10);
      return checked(specialOffer, { id: cell('id'), name: cell('name'), items, stations, discount, from, until }, wrong);
    }
    return undefined;
  });

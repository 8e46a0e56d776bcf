import * as z from 'zod';
import { warsawDate } from '../../../../domain/calendar.ts';
import { type PriceList, priceList, rowId } from '../../../../domain/model/index.ts';
import { isValidOn } from '../../../../domain/quote.ts';
import { err, ok, type Result } from '../../../../domain/result.ts';
import type { SentForm } from '../body.ts';
import { dataFaults, date, id, maybe, needed, readForm } from '../forms.ts';
import { address, type Html, html } from '../html.ts';
import { area, badge, type Fault, type Faults, facts, fault, field, file, form, formView, link, row, table } from '../parts.ts';
import { itemsOfCsv, offersOfCsv } from '../price-list-csv.ts';
import { day, money, type View } from '../view.ts';
import { type PageAnswer, type PageRoute, route, type Visit } from '../visit.ts';
import { addShared, sharedRow, sharedRows, withdrawing } from './shared.ts';

const MOST_BYTES = 1024 * 1024;

const validity = (view: View, list: PriceList): Html => {
  const today = warsawDate(view.now);
  if (isValidOn(list, today)) return badge('good', view.t('priceList.valid'));
  return list.validFrom > today ? badge('waiting', view.t('priceList.future')) : badge('plain', view.t('priceList.past'));
};
const span = (view: View, { validFrom, validUntil }: PriceList): string =>
  `${day(view, validFrom)} – ${validUntil === null ? view.t('priceList.open') : day(view, validUntil)}`;

async function listsPage(visit: Visit, status = 200, faults: Faults = {}): Promise<PageAnswer> {
  const { services, view, form: sent, done } = visit;
  const { t } = view;
  const lists = await services.store.read((tx) => sharedRows(tx, 'priceList'));
  const shown = formView(view, sent.text, faults);
  const body = html`${table(
    [t('priceList.name'), t('priceList.validity'), t('priceList.state'), t('priceList.items'), t('priceList.offers')],
    lists.map(({ data }) =>
      row(
        html`${link(['price-lists', data.id], data.name)}<small>${data.id}</small>`,
        span(view, data),
        validity(view, data),
        data.items.length,
        data.offers.length,
      ),
    ),
    t('priceList.none'),
  )}
<h2>${t('priceList.add')}</h2><p>${t('priceList.hint')}</p>
${form(
  shown,
  ['price-lists'],
  t('priceList.add'),
  html`
<fieldset><legend>${t('priceList.by-form')}</legend>
<div class="pair">${field(shown, 'name', t('priceList.name'), { required: false })}${field(shown, 'id', t('priceList.id'), { required: false, hint: t('form.id-hint'), max: 64 })}
${field(shown, 'validFrom', t('priceList.from'), { type: 'date', required: false })}${field(shown, 'validUntil', t('priceList.until'), { type: 'date', required: false, hint: t('priceList.until-hint') })}</div>
${area(shown, 'items', t('priceList.items'), { hint: t('priceList.items-hint'), rows: 8, code: true, required: false })}
${file(shown, 'itemsFile', t('priceList.items-file'), '.csv,text/csv', { required: false })}
${area(shown, 'offers', t('priceList.offers'), { hint: t('priceList.offers-hint'), rows: 4, code: true, required: false })}</fieldset>
<fieldset><legend>${t('priceList.by-file')}</legend>
${file(shown, 'whole', t('priceList.json'), '.json,application/json', { required: false, hint: t('priceList.json-hint') })}</fieldset>`,
  { files: true },
)}`;
  return { page: { title: t('nav.priceLists'), section: 'price-lists', done, body }, status };
}

/** Text of a file in UTF-8, or in the page that Polish spreadsheets save in where it is none. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1250').decode(bytes);
  }
}

const heads = z.object({ name: needed(), id, validFrom: date, validUntil: maybe(date) });

/** The list that a form or a file holds, with all that is wrong in it. */
export function sentPriceList({ text, files }: SentForm): Result<PriceList, Faults> {
  if (files.whole !== undefined) return wholeList(files.whole.bytes);
  const head = readForm(heads, text);
  const items = itemsOfCsv(files.itemsFile === undefined ? (text.items ?? '') : textOf(files.itemsFile.bytes));
  const offers = offersOfCsv(text.offers ?? '');
  const itemsField = files.itemsFile === undefined ? 'items' : 'itemsFile';
  const faults: Record<string, readonly Fault[]> = head.ok ? {} : { ...head.error };
  if (!items.ok) faults[itemsField] = items.error;
  else if (items.value.length === 0) faults[itemsField] = [fault('priceList.empty')];
  if (!offers.ok) faults.offers = offers.error;
  if (!head.ok || !items.ok || !offers.ok || Object.keys(faults).length > 0) return err(faults);
  const { validUntil = null, ...rest } = head.value;
  const list = priceList.safeParse({ ...rest, validUntil, items: items.value, offers: offers.value });
  return list.success
    ? sound(list.data, { items: itemsField, offers: 'offers', head: 'validUntil' })
    : err({ '': dataFaults(list.error) });
}

function wholeList(bytes: Uint8Array): Result<PriceList, Faults> {
  const read = jsonOf(bytes);
  if (!read.ok) return err({ whole: [read.error] });
  const list = priceList.safeParse(read.value);
  if (!list.success) return err({ whole: dataFaults(list.error) });
  return sound(list.data, { items: 'whole', offers: 'whole', head: 'whole' });
}

export function jsonOf(bytes: Uint8Array): Result<unknown, Fault> {
  try {
    return ok(JSON.parse(textOf(bytes).replace(/^\ufeff/, '')));
  } catch (cause) {
    return err(fault('data.no-json', { reason: String((cause as Error).message) }));
  }
}

/** What a schema cannot say: each thing once, offers of what there is, days in their order. */
function sound(list: PriceList, fields: Readonly<Record<'items' | 'offers' | 'head', string>>): Result<PriceList, Faults> {
  const faults: Record<string, Fault[]> = {};
  const add = (name: string, one: Fault): void => {
    faults[name] = [...(faults[name] ?? []), one];
  };
  const ids = list.items.map((item) => item.id);
  for (const twice of new Set(ids.filter((one, i) => ids.indexOf(one) !== i)))
    add(fields.items, fault('priceList.item-twice', { id: twice }));
  const offerIds = list.offers.map((offer) => offer.id);
  for (const twice of new Set(offerIds.filter((one, i) => offerIds.indexOf(one) !== i)))
    add(fields.offers, fault('priceList.offer-twice', { id: twice }));
  for (const offer of list.offers) {
    for (const item of offer.items.filter((one) => !ids.includes(one)))
      add(fields.offers, fault('priceList.offer-item', { id: offer.id, item }));
    if (offer.until < offer.from) add(fields.offers, fault('priceList.offer-days', { id: offer.id }));
  }
  if (list.validUntil !== null && list.validUntil < list.validFrom) add(fields.head, fault('priceList.days'));
  return Object.keys(faults).length > 0 ? err(faults) : ok(list);
}

const SHOWN_DISCOUNT = (discount: number): string => `${discount / 10} %`;

export const priceListRoutes: readonly PageRoute[] = [
  route({ method: 'GET', path: '/price-lists', handle: (visit) => listsPage(visit) }),
  route({
    method: 'POST',
    path: '/price-lists',
    bodyLimit: MOST_BYTES,
    handle: async (visit) => {
      const read = sentPriceList(visit.form);
      if (!read.ok) return listsPage(visit, 422, read.error);
      const list = read.value;
      // Also where it was withdrawn: a quote names the list that it was made by.
      const given = { kind: 'priceList', id: list.id, data: list, detail: list.name } as const;
      const added = await addShared(visit, 'priceList.add', given, (known) =>
        known === undefined ? undefined : fault('priceList.id-taken', { id: list.id }),
      );
      if (!added.ok) return listsPage(visit, 422, { [visit.form.files.whole === undefined ? 'id' : 'whole']: [added.error] });
      return { to: address(['price-lists', list.id], { done: 'priceList.add' }) };
    },
  }),
  route({
    method: 'GET',
    path: '/price-lists/:id',
    params: z.object({ id: rowId }),
    handle: async ({ services, view, done }, { params }) => {
      const { t } = view;
      const found = await services.store.read((tx) => sharedRow(tx, 'priceList', params.id));
      if (found === undefined) return { missing: fault('operator.shared-unknown', { id: params.id }) };
      const list = found.data;
      const number = (text: string) => html`<span class="number">${text}</span>`;
      const body = html`${facts([t('priceList.id'), list.id], [t('priceList.validity'), span(view, list)], [t('priceList.state'), validity(view, list)])}
<h2>${t('priceList.items')}</h2>${table(
        [t('priceList.name'), t('priceList.id'), t('priceList.group'), t('priceList.unit'), t('quote.unitNet'), 'VAT'],
        list.items.map((i) =>
          row(
            i.name,
            i.id,
            t(`group.${i.group}`),
            i.unit,
            i.unitNet === null ? t('priceList.by-dealer') : number(money(view, i.unitNet)),
            `${i.vat} %`,
          ),
        ),
        '',
      )}
<h2>${t('priceList.offers')}</h2>${table(
        [
          t('priceList.name'),
          t('priceList.offer-items'),
          t('priceList.stations'),
          t('priceList.discount'),
          t('priceList.validity'),
        ],
        list.offers.map((o) =>
          row(
            o.name,
            o.items.join(', '),
            t(`stations.${o.stations}`),
            SHOWN_DISCOUNT(o.discount),
            `${day(view, o.from)} – ${day(view, o.until)}`,
          ),
        ),
        t('priceList.no-offers'),
      )}
${withdrawing(view, 'priceList', list.id, list.name)}`;
      return { page: { title: list.name, section: 'price-lists', back: [['price-lists'], t('nav.priceLists')], done, body } };
    },
  }),
];

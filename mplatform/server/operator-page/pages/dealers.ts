import * as z from 'zod';
import { NO_DEALER } from '../../operator.ts';
import { EVERYONE } from '../../visibility.ts';
import { id, needed, readForm } from '../forms.ts';
import { address, html } from '../html.ts';
import { type Faults, fault, field, form, formView, link, row, table } from '../parts.ts';
import { deeds, operating, type PageAnswer, type PageRoute, route, type Visit } from '../visit.ts';

const one = z.object({ id: z.string().max(64) });
const named = z.object({ id, name: needed() });

async function dealersPage(visit: Visit, status = 200, faults: Faults = {}): Promise<PageAnswer> {
  const { services, view, form: sent, done } = visit;
  const { t } = view;
  const dealers = await services.store.read((tx) => tx.dealers());
  const shown = formView(view, sent.text, faults);
  const body = html`${table(
    [t('dealer.name'), t('dealer.id')],
    dealers.map((d) => row(link(['dealers', d.id], d.name), d.id)),
    t('dealer.none'),
  )}
<h2>${t('dealer.add')}</h2>${form(
    shown,
    ['dealers'],
    t('dealer.add'),
    html`<div class="pair">
${field(shown, 'name', t('dealer.name'))}${field(shown, 'id', t('dealer.id'), { hint: t('form.id-hint'), max: 64 })}</div>`,
  )}`;
  return { page: { title: t('nav.dealers'), section: 'dealers', done, body }, status };
}

async function dealerPage(visit: Visit, dealerId: string, status = 200, faults: Faults = {}): Promise<PageAnswer> {
  const { services, view, form: sent, done } = visit;
  const { t } = view;
  const { dealer, technicians } = await services.store.read(async (tx) => ({
    dealer: (await tx.dealers()).find((d) => d.id === dealerId),
    technicians: await tx.techniciansOf(dealerId),
  }));
  if (dealer === undefined) return { missing: fault('operator.dealer-unknown', { id: dealerId }) };
  const shown = formView(view, sent.text, faults);
  const plain = formView(view);
  const body = html`<h2>${t('technician.all')}</h2>${table(
    [t('technician.name'), t('technician.id'), t('technician.code')],
    technicians.map((p) =>
      row(
        p.name,
        p.id,
        html`<form method="post" action="${address(['technicians', p.id, 'code'])}"><input type="hidden" name="_form" value="${plain.formToken}">
<button type="submit" class="quiet">${t('technician.issue')}<span class="heard">: ${p.name}</span></button></form>`,
      ),
    ),
    t('technician.none'),
  )}
<p class="dim">${t('technician.code-hint')}</p>
<h2>${t('technician.add')}</h2>${form(
    shown,
    ['dealers', dealer.id, 'technicians'],
    t('technician.add'),
    html`<div class="pair">
${field(shown, 'name', t('technician.name'))}${field(shown, 'id', t('technician.id'), { hint: t('form.id-hint'), max: 64 })}</div>`,
  )}`;
  return { page: { title: dealer.name, section: 'dealers', back: [['dealers'], t('nav.dealers')], done, body }, status };
}

export const dealerRoutes: readonly PageRoute[] = [
  route({ method: 'GET', path: '/dealers', handle: (visit) => dealersPage(visit) }),
  route({
    method: 'POST',
    path: '/dealers',
    handle: async (visit) => {
      const read = readForm(named, visit.form.text);
      if (!read.ok) return dealersPage(visit, 422, read.error);
      const dealer = read.value;
      // Names under which no dealer's rows lie.
      if ([NO_DEALER, EVERYONE].includes(dealer.id))
        return dealersPage(visit, 422, { id: [fault('dealer.id-taken', { id: dealer.id })] });
      const saved = await deeds(visit, 'dealer.save', dealer.id, dealer.name).transaction(async (tx) => {
        if ((await tx.dealers()).some((d) => d.id === dealer.id)) return { ok: false as const };
        await tx.saveDealer(dealer);
        return { ok: true as const };
      });
      if (!saved.ok) return dealersPage(visit, 422, { id: [fault('dealer.id-taken', { id: dealer.id })] });
      return { to: address(['dealers', dealer.id], { done: 'dealer.save' }) };
    },
  }),
  route({ method: 'GET', path: '/dealers/:id', params: one, handle: (visit, { params }) => dealerPage(visit, params.id) }),
  route({
    method: 'POST',
    path: '/dealers/:id/technicians',
    params: one,
    handle: async (visit, { params }) => {
      const read = readForm(named, visit.form.text);
      if (!read.ok) return dealerPage(visit, params.id, 422, read.error);
      const technician = { ...read.value, dealerId: params.id };
      const known = await visit.services.store.read(async (tx) => (await tx.dealers()).some((d) => d.id === params.id));
      if (!known) return { missing: fault('operator.dealer-unknown', { id: params.id }) };
      const detail = `${technician.name}, ${params.id}`;
      const saved = await deeds(visit, 'technician.save', technician.id, detail).transaction(async (tx) => {
        if ((await tx.technician(technician.id)) !== undefined) return { ok: false as const };
        await tx.saveTechnician(technician);
        return { ok: true as const };
      });
      if (!saved.ok) return dealerPage(visit, params.id, 422, { id: [fault('technician.id-taken', { id: technician.id })] });
      return { to: address(['dealers', params.id], { done: 'technician.save' }) };
    },
  }),
  route({
    method: 'POST',
    path: '/technicians/:id/code',
    params: one,
    handle: async (visit, { params }) => {
      const { t } = visit.view;
      const code = await operating(visit, 'technician.code', params.id).issueEnrolmentCode(params.id);
      if (!code.ok) return { missing: code.error };
      const technician = await visit.services.store.read((tx) => tx.technician(params.id));
      const back = technician?.dealerId ?? '';
      // Shown here and nowhere again: only its hash is kept.
      const body = html`<div class="card"><p>${t('technician.code-for', { name: technician?.name ?? params.id })}</p>
<p class="secret">${code.value}</p><p class="dim">${t('technician.code-once')}</p></div>`;
      return {
        page: {
          title: t('technician.code'),
          section: 'dealers',
          back: [['dealers', back], technician?.dealerName ?? back],
          body,
        },
      };
    },
  }),
];

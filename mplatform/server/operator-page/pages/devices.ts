import * as z from 'zod';
import { isSignedOff } from '../../devices.ts';
import type { ListedDevice } from '../../store/operator-records.ts';
import { address, type Html, html } from '../html.ts';
import { badge, behind, facts, fault, field, form, formView, link, pager, row, table } from '../parts.ts';
import { moment, type View } from '../view.ts';
import { operating, type PageRoute, route } from '../visit.ts';
import { operationTable } from './operations.ts';

const SIZE = 25;
export const pageQuery = z.coerce.number().int().min(1).max(100_000).catch(1);
export const searchQuery = z.string().trim().max(100).catch('');
const one = z.object({ id: z.string().max(64) });

type Standing = Pick<ListedDevice, 'revokedAt' | 'signedOffAt' | 'lastContactAt'>;
const standing = ({ t }: View, { revokedAt, signedOffAt, lastContactAt }: Standing): Html =>
  revokedAt !== null
    ? isSignedOff({ revokedAt, signedOffAt })
      ? badge('waiting', t('device.signed-off'))
      : badge('bad', t('device.revoked'))
    : lastContactAt === null
      ? badge('waiting', t('device.never'))
      : badge('good', t('device.good'));

export function deviceTable(view: View, devices: readonly ListedDevice[]): Html {
  const { t } = view;
  return table(
    [
      t('device.name'),
      t('device.technician'),
      t('device.version'),
      t('device.contact'),
      t('device.lastSeq'),
      t('device.standing'),
    ],
    devices.map((d) =>
      row(
        html`${link(['devices', d.id], d.name)}<small>${d.machineId}</small>`,
        html`${d.technicianName}<small>${d.dealerName}</small>`,
        d.runningVersion,
        d.lastContactAt === null ? '–' : moment(view, d.lastContactAt),
        html`<span class="number">${d.lastSeq}</span>`,
        standing(view, d),
      ),
    ),
    t('device.none'),
  );
}

export const deviceRoutes: readonly PageRoute[] = [
  route({
    method: 'GET',
    path: '/devices',
    query: z.object({ search: searchQuery, page: pageQuery }),
    handle: async ({ services, view, done }, { query }) => {
      const { t } = view;
      const { search, page } = query;
      const { items, total } = await services.store.read((tx) => tx.devices(search, { offset: (page - 1) * SIZE, limit: SIZE }));
      const shown = formView(view, { search });
      const body = html`<form method="get" action="${address(['devices'])}" class="card row" role="search">
${field(shown, 'search', t('device.search'), { type: 'search', required: false, max: 100 })}<button type="submit">${t('form.search')}</button></form>
<p class="dim">${t('device.contact-hint')}</p>
${deviceTable(view, items)}${pager(view, ['devices'], { search }, page, SIZE, total)}`;
      return { page: { title: t('nav.devices'), section: 'devices', done, body } };
    },
  }),
  route({
    method: 'GET',
    path: '/devices/:id',
    params: one,
    handle: async ({ services, view, done }, { params }) => {
      const { t } = view;
      const found = await services.store.read(async (tx) => {
        const device = await tx.device(params.id);
        const technician = device && (await tx.technician(device.technicianId));
        if (device === undefined || technician === undefined) return undefined;
        const listed = (await tx.devices(device.id, { offset: 0, limit: 1 })).items[0];
        return {
          device,
          technician,
          listed,
          last: await operationTable(view, tx, await tx.outcomes({ deviceId: device.id }, undefined, 10)),
        };
      });
      if (found === undefined) return { missing: fault('operator.device-unknown', { id: params.id }) };
      const { device, technician, listed, last } = found;
      const lastContactAt = listed?.lastContactAt ?? null;
      const shown = formView(view);
      const body = html`${facts(
        [t('device.standing'), standing(view, { ...device, lastContactAt })],
        [t('device.technician'), technician.name],
        [t('dealer.one'), link(['dealers', technician.dealerId], technician.dealerName)],
        [t('device.machine'), device.machineId],
        [t('device.version'), listed?.runningVersion ?? device.appVersion],
        [t('device.contact'), lastContactAt === null ? '' : moment(view, lastContactAt)],
        [t('device.enrolled'), moment(view, device.enrolledAt)],
        [t('device.lastSeq'), device.lastSeq],
        device.revokedAt !== null && [
          t(isSignedOff(device) ? 'device.signed-off-at' : 'device.revoked-at'),
          moment(view, device.revokedAt),
        ],
      )}
<h2>${t('device.operations')}</h2>${last}<p>${link(['operations'], t('device.all-operations'), { device: device.id })}</p>
${
  (device.revokedAt === null || isSignedOff(device)) &&
  behind(
    t('device.revoke'),
    form(
      shown,
      ['devices', device.id, 'revoke'],
      t('device.revoke-this', { name: device.name }),
      html`<p>${t('device.revoke-hint')}</p>`,
      { danger: true },
    ),
  )
}
${behind(
  t('device.forget-key'),
  form(shown, ['devices', device.id, 'forget-key'], t('device.forget-key'), html`<p>${t('device.forget-key-hint')}</p>`),
)}`;
      return { page: { title: device.name, section: 'devices', back: [['devices'], t('nav.devices')], done, body } };
    },
  }),
  route({
    method: 'POST',
    path: '/devices/:id/revoke',
    params: one,
    handle: async (visit, { params: { id } }) => {
      const revoked = await operating(visit, 'device.revoke', id).revokeDevice(id);
      return revoked.ok ? { to: address(['devices', id], { done: 'device.revoke' }) } : { missing: revoked.error };
    },
  }),
  route({
    method: 'POST',
    path: '/devices/:id/forget-key',
    params: one,
    handle: async (visit, { params: { id } }) => {
      const device = await visit.services.store.read((tx) => tx.device(id));
      if (device === undefined) return { missing: fault('operator.device-unknown', { id }) };
      const { machineId } = device;
      const forgotten = await operating(visit, 'device.forgetKey', machineId).forgetMachineKey(machineId);
      return forgotten.ok ? { to: address(['devices', id], { done: 'device.forgetKey' }) } : { missing: forgotten.error };
    },
  }),
];

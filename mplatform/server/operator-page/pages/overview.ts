import { warsawDate } from '../../../../domain/calendar.ts';
import { NO_DEALER } from '../../operator.ts';
import type { TicketFilter } from '../../store/operator-records.ts';
import { address, html } from '../html.ts';
import { link } from '../parts.ts';
import type { PageKey } from '../text.ts';
import { type PageRoute, route } from '../visit.ts';
import { deviceTable } from './devices.ts';
import { operationTable } from './operations.ts';

const DAY_MS = 86_400_000;
const REJECTED_DAYS = 7;
const NOTHING = { offset: 0, limit: 0 };

export const overviewRoutes: readonly PageRoute[] = [
  route({
    method: 'GET',
    path: '/',
    handle: async ({ services, view, done }) => {
      const { t, now } = view;
      const tiles: readonly (readonly [PageKey, TicketFilter, Record<string, string>])[] = [
        ['overview.nobody', { dealerId: NO_DEALER }, { dealer: NO_DEALER }],
        ['overview.late', { dueBefore: warsawDate(now) }, { only: 'late' }],
        ['overview.backoffice', { waitsForBackoffice: true }, { only: 'backoffice' }],
        ['status.new', { status: 'new' }, { status: 'new' }],
        ['status.inProgress', { status: 'inProgress' }, { status: 'inProgress' }],
        ['status.suspended', { status: 'suspended' }, { status: 'suspended' }],
      ];
      const { counts, devices, rejected } = await services.store.read(async (tx) => {
        const found: number[] = [];
        for (const [, filter] of tiles) found.push((await tx.tickets(filter, NOTHING)).total);
        const since = now - REJECTED_DAYS * DAY_MS;
        return {
          counts: found,
          devices: await tx.devices('', { offset: 0, limit: 5 }),
          rejected: await operationTable(view, tx, await tx.outcomes({ outcome: 'rejected', since }, undefined, 10)),
        };
      });
      const body = html`<h2>${t('nav.tickets')}</h2>
<ul class="tiles">${tiles.map(([key, , query], i) => html`<li><a href="${address(['tickets'], query)}"><strong>${counts[i]}</strong> <span>${t(key)}</span></a></li>`)}</ul>
<h2>${t('overview.rejected', { count: REJECTED_DAYS })}</h2>${rejected}
<p>${link(['operations'], t('overview.all-rejected'), { outcome: 'rejected' })}</p>
<h2>${t('overview.devices')}</h2>${deviceTable(view, devices.items)}
${devices.total > 0 && html`<p>${link(['devices'], t('overview.all-devices', { count: devices.total }))}</p>`}`;
      return { page: { title: t('nav.overview'), done, body } };
    },
  }),
];

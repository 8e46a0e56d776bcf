import * as z from 'zod';
import type { AuditEntry } from '../../store/operator-records.ts';
import { ACTIONS } from '../audit.ts';
import { html } from '../html.ts';
import { link, row, table } from '../parts.ts';
import { moment, type View } from '../view.ts';
import { type PageRoute, route } from '../visit.ts';

const SIZE = 50;
/** Where a page of a list that goes back in time ended. */
export const placeQuery = {
  at: z.coerce.number().int().nonnegative().optional().catch(undefined),
  id: z.string().max(64).optional().catch(undefined),
};
export const placeOf = ({ at, id }: { at?: number | undefined; id?: string | undefined }) =>
  at === undefined || id === undefined ? undefined : { at, id };

const rowOf = (view: View, { at, by, action, target, detail }: AuditEntry) => {
  const known = ACTIONS.find((one) => one === action);
  return row(
    moment(view, at),
    by ?? view.t('audit.nobody'),
    known === undefined ? action : view.t(`action.${known}`),
    target,
    detail,
  );
};

export const auditRoutes: readonly PageRoute[] = [
  route({
    method: 'GET',
    path: '/audit',
    query: z.object(placeQuery),
    handle: async ({ services, view }, { query }) => {
      const { t } = view;
      const entries = await services.store.read((tx) => tx.audit(placeOf(query), SIZE + 1));
      const shown = entries.slice(0, SIZE);
      const last = shown.at(-1);
      const body = html`<p class="dim">${t('audit.hint')}</p>
${table(
  [t('audit.at'), t('audit.by'), t('audit.action'), t('audit.target'), t('audit.detail')],
  shown.map((entry) => rowOf(view, entry)),
  t('audit.empty'),
)}
${entries.length > SIZE && last !== undefined && html`<p class="pager">${link(['audit'], t('pager.older'), { at: last.at, id: last.id })}</p>`}`;
      return { page: { title: t('nav.audit'), section: 'audit', body } };
    },
  }),
];

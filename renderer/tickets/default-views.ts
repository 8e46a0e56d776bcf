import type { TicketSelection } from '../../electron/core/api/list-contract.ts';
import type { UiKey } from '../i18n.ts';
import { everything } from './ticket-query.tsx';

/** Views that everybody has: the questions of a technician's morning. */
export const defaultViews: readonly { readonly name: UiKey; readonly query: TicketSelection }[] = [
  { name: 'view.all', query: everything },
  { name: 'view.mineUrgent', query: { ...everything, onlyMine: true, due: 'soon' } },
  { name: 'view.late', query: { ...everything, due: 'late' } },
  { name: 'view.toTake', query: { ...everything, statuses: ['new'] } },
  { name: 'view.waiting', query: { ...everything, waiting: true } },
];

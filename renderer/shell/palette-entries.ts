import {
  IconBooks,
  IconBuildingStore,
  IconClick,
  IconKeyboard,
  IconLanguage,
  IconPhone,
  IconRefresh,
  IconSchool,
  IconSettings,
  IconShieldCheck,
  IconTicket,
  type TablerIcon,
} from '@tabler/icons-react';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { formatNip } from '../../domain/nip.ts';
import type { Problem } from '../../domain/problem.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useAct, useApi, useClient, useStatus } from '../queries.tsx';
import type { PageAction } from './page-actions.ts';
import { ranked } from './ranking.ts';
import type { Shortcut } from './shortcuts.ts';

/** Leaves the palette, then does that. */
export type Leave = (then?: () => void) => void;

export interface Entry {
  readonly id: string;
  readonly group: UiKey;
  readonly icon: TablerIcon;
  readonly label: string;
  readonly detail: string;
  readonly shortcut?: Shortcut;
  readonly run: () => void;
}

/** Tickets offered, and those of them whose points of sale are looked through. */
const TICKETS = 8;
const LOOKED_INTO = 3;

export function useEntries(props: {
  readonly text: string;
  readonly actions: readonly PageAction[];
  readonly onLeave: Leave;
  readonly onShortcuts: () => void;
}): { readonly entries: readonly Entry[]; readonly settled: boolean; readonly problem: Problem | null } {
  const { text, actions, onLeave } = props;
  const [, navigate] = useLocation();
  const go = (to: string) => () => onLeave(() => navigate(to));
  const program = useProgram(props, go);
  const { found, settled } = useFound(text, go);
  const here = actions.map(
    ({ label, where, element }, i): Entry => ({
      id: `here-${i}`,
      group: 'palette.here',
      icon: IconClick,
      label,
      detail: where === label ? '' : where,
      run: () =>
        onLeave(() => {
          element.focus();
          element.click();
        }),
    }),
  );
  const screens = useScreens(go).map((one): Entry => ({ ...one, group: 'palette.screens', detail: '' }));
  const fitting = (some: readonly Entry[]) => ranked(some, text);
  const rest = [...fitting(screens), ...fitting(program.entries)];
  const entries = text.trim() === '' ? [...here, ...rest, ...found] : [...fitting(here), ...found, ...rest];
  return { entries, settled, problem: program.problem };
}

type Place = Pick<Entry, 'id' | 'icon' | 'label' | 'shortcut' | 'run'>;

function useScreens(go: (to: string) => () => void): readonly Place[] {
  const t = useT();
  const training = useStatus()?.mode === 'training';
  return [
    { id: 'tickets', icon: IconTicket, label: t('rail.tickets'), shortcut: 'tickets', run: go('/') },
    { id: 'sync', icon: IconRefresh, label: t('rail.sync'), shortcut: 'sync', run: go('/sync') },
    ...(training ? [{ id: 'practice', icon: IconSchool, label: t('rail.practice'), run: go('/practice') }] : []),
    { id: 'materials', icon: IconBooks, label: t('rail.materials'), run: go('/materials') },
    { id: 'settings', icon: IconSettings, label: t('rail.settings'), shortcut: 'settings', run: go('/settings') },
    { id: 'help', icon: IconPhone, label: t('help.title'), run: go('/help') },
  ];
}

/** What can be done from everywhere. */
function useProgram(
  { onLeave, onShortcuts }: { readonly onLeave: Leave; readonly onShortcuts: () => void },
  go: (to: string) => () => void,
) {
  const t = useT();
  const client = useClient();
  const language = useLanguage();
  const status = useStatus();
  const sync = useAct(
    () => client.sync.now(),
    () => onLeave(),
  );
  const mode = useAct((wanted: 'training' | 'production') => client.app.setMode({ mode: wanted }), go('/'));
  const speak = useAct(
    (wanted: 'pl' | 'en') => client.app.setLanguage({ language: wanted }),
    () => onLeave(),
  );
  const other = status?.mode === 'training' ? 'production' : 'training';
  const entry = (one: Omit<Entry, 'group' | 'detail'>): Entry => ({ ...one, group: 'palette.program', detail: '' });
  return {
    problem: sync.problem ?? mode.problem ?? speak.problem,
    entries: [
      entry({
        id: 'sync-now',
        icon: IconRefresh,
        label: t('shortcut.syncNow'),
        shortcut: 'syncNow',
        run: () => sync.run(undefined),
      }),
      entry({
        id: 'mode',
        icon: other === 'training' ? IconSchool : IconShieldCheck,
        label: t(other === 'training' ? 'palette.toTraining' : 'palette.toProduction'),
        run: () => mode.run(other),
      }),
      entry({
        id: 'language',
        icon: IconLanguage,
        // In the words of the language to which it leads.
        label: language === 'pl' ? 'Switch to English' : 'Przełącz na polski',
        run: () => speak.run(language === 'pl' ? 'en' : 'pl'),
      }),
      entry({
        id: 'shortcuts',
        icon: IconKeyboard,
        label: t('shortcut.help'),
        shortcut: 'shortcuts',
        run: () => onLeave(onShortcuts),
      }),
    ],
  };
}

/** Tickets, most urgent first, and the points of sale whose number is typed; settled once they are those for this text. */
function useFound(text: string, go: (to: string) => () => void): { readonly found: readonly Entry[]; readonly settled: boolean } {
  const t = useT();
  const api = useApi();
  const input = { search: text.trim().slice(0, 100), pageSize: TICKETS };
  const list = useQuery(api.tickets.list.queryOptions({ input, placeholderData: keepPreviousData }));
  const rows = list.data?.rows ?? [];
  const numbers = text.split(/\s+/).filter((word) => /^\d+$/.test(word));
  const looked = numbers.length === 0 ? [] : rows.slice(0, LOOKED_INTO);
  const views = useQueries({ queries: looked.map(({ id }) => api.tickets.get.queryOptions({ input: { id } })) });
  const points = views.flatMap(({ data }) => {
    if (data?.ok !== true) return [];
    const { ticket, subTickets } = data.value;
    return subTickets
      .filter(({ punktId }) => numbers.some((number) => punktId.startsWith(number)))
      .map((point) => ({
        id: `point-${point.id}`,
        group: 'palette.points' as const,
        icon: IconBuildingStore,
        label: t('palette.point', { punktId: point.punktId, name: point.name }),
        detail: point.city,
        run: go(`/tickets/${ticket.id}/sub-tickets/${point.id}`),
      }));
  });
  const tickets = rows.map((row) => ({
    id: `ticket-${row.id}`,
    group: 'rail.tickets' as const,
    icon: IconTicket,
    label: `${row.name}, ${row.city}`,
    detail: formatNip(row.nip),
    run: go(`/tickets/${row.id}`),
  }));
  // What is shown meanwhile was found for fewer letters.
  const settled = !list.isPending && !list.isPlaceholderData && views.every(({ isPending }) => !isPending);
  return { found: [...points, ...tickets], settled };
}

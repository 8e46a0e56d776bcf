import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconClock,
  IconSend,
  type TablerIcon,
} from '@tabler/icons-react';
import { missingDocuments } from '../../domain/operations/ticket-rules.ts';
import type { TicketView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { ActProblem, Notice, type Tone } from '../ui/states.tsx';
import { Pill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import { isAllowed, useIntent } from './actions.tsx';
import { documentList } from './file-text.ts';

type State = 'incomplete' | 'ready' | 'waits' | 'sent' | 'accepted' | 'returned';

const look: Readonly<Record<State, { readonly icon: TablerIcon; readonly tone?: Tone; readonly text: UiKey }>> = {
  incomplete: { icon: IconCircleDashed, text: 'backoffice.incomplete' },
  ready: { icon: IconCircleDashed, tone: 'accent', text: 'backoffice.ready' },
  waits: { icon: IconClock, tone: 'warn', text: 'backoffice.waits' },
  sent: { icon: IconSend, tone: 'accent', text: 'backoffice.sent' },
  accepted: { icon: IconCircleCheckFilled, tone: 'ok', text: 'backoffice.accepted' },
  returned: { icon: IconAlertTriangle, tone: 'bad', text: 'backoffice.returned' },
};

/** Handing the scans over to Backoffice: what is missing for it, on its way, or what the answer was and what to do about it. */
export function BackofficeExport({ view }: { readonly view: TicketView }) {
  const t = useT();
  const language = useLanguage();
  const { ticket, operations } = view;
  const act = useIntent();
  const missing = missingDocuments(ticket);
  const on = operations.find(({ kind }) => kind === 'ticket.exportToBackoffice');
  const waits = on !== undefined && (on.state === 'waiting' || on.state === 'sent' || on.state === 'held');
  const { backoffice, exportedToBackofficeAt: exported } = ticket;
  // Documents alone are not enough: the final invoice has to equal a quote that is there.
  const unquoted = ticket.quote === null && missing.length === 0;
  const state: State = waits
    ? 'waits'
    : exported === null
      ? missing.length > 0 || unquoted
        ? 'incomplete'
        : 'ready'
      : (backoffice?.state ?? 'sent');
  const since = backoffice?.at ?? exported;
  const { icon, tone, text } = look[state];
  const again = state === 'returned';
  // Attached since they came back; without that the same would be sent.
  const mended = again && ticket.files.some(({ attachedAt }) => backoffice !== undefined && attachedAt > backoffice.at);
  return (
    <section className={ui.stackTight} aria-label={t('ticket.exported')}>
      <div className={ui.row}>
        <strong>{t('ticket.exported')}</strong>
        <Pill icon={icon} {...(tone === undefined ? {} : { tone })}>
          {t(text)}
        </Pill>
        {!waits && since !== null && <span className="dim num">{formatInstant(since, language)}</span>}
      </div>
      {state === 'incomplete' && (
        <p className="dim">
          {unquoted ? t('backoffice.unquoted') : t('backoffice.missing', { documents: documentList(missing, t) })}
        </p>
      )}
      {waits && <p className="dim">{t('backoffice.waitsText')}</p>}
      {again && (
        <Notice tone="bad">
          <span>
            {backoffice?.message != null && <strong>{backoffice.message}</strong>} {t('backoffice.returnedText')}
          </span>
        </Notice>
      )}
      {(state === 'ready' || again) && isAllowed(view.actions, 'ticket.exportToBackoffice') && (
        <div className={ui.row}>
          <Button
            variant={again && !mended ? 'default' : 'filled'}
            leftSection={<IconSend size={16} aria-hidden />}
            loading={act.busy}
            onClick={() => act.run({ kind: 'ticket.exportToBackoffice', target: ticket.id, args: {} })}
          >
            {t(again ? 'backoffice.again' : 'operation.ticket.exportToBackoffice')}
          </Button>
          {again && !mended && <span className="dim">{t('backoffice.notMended')}</span>}
        </div>
      )}
      <ActProblem act={act} />
    </section>
  );
}

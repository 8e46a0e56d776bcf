import { Button } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { TicketView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { Section } from '../ui/parts.tsx';
import { Pill, StatusPill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import styles from './ticket.module.css';

export function SubTickets({ view }: { readonly view: TicketView }) {
  const t = useT();
  return (
    <Section title={t('ticket.subTickets')} state={<span className="dim num">{view.subTickets.length}</span>} flush>
      <ul className={ui.rows}>
        {view.subTickets.map((point) => (
          <li key={point.id} className={styles.point}>
            <span className={`${styles.punkt} num`}>{point.punktId}</span>
            <span className={ui.grow}>
              <strong>{point.name}</strong>
              <br />
              <span className="dim">{point.city}</span>
            </span>
            <StatusPill status={point.status} />
            {point.closeWaits && (
              <Pill icon={IconClock} tone="warn">
                {t('closing.waitsShort')}
              </Pill>
            )}
            <Button component={Link} href={`/tickets/${view.ticket.id}/sub-tickets/${point.id}`} variant="default">
              {t('next.openPoint', { punktId: point.punktId })}
            </Button>
          </li>
        ))}
      </ul>
      {view.subTickets.length === 0 && <p className={ui.sectionBody}>{t('ticket.noSubTickets')}</p>}
    </Section>
  );
}

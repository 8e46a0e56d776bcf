import { Button } from '@mantine/core';
import {
  IconClock,
  IconCloudUp,
  IconFileUpload,
  IconPlugConnectedX,
  IconServer,
  IconShieldCheck,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link } from 'wouter';
import { explain } from '../../domain/problem.ts';
import type { WaitingOperation, WaitingTicket, WaitsFor } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import { ActProblem, type Tone } from '../ui/states.tsx';
import { DeadlinePill, Pill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import styles from './sync.module.css';
import { didText, placeLink, placeText } from './words.ts';

const look: Readonly<Record<WaitsFor, { readonly icon: TablerIcon; readonly tone?: Tone; readonly text: UiKey }>> = {
  line: { icon: IconPlugConnectedX, tone: 'warn', text: 'waiting.line' },
  proof: { icon: IconShieldCheck, tone: 'warn', text: 'waiting.proof' },
  file: { icon: IconFileUpload, tone: 'accent', text: 'waiting.file' },
  mplatform: { icon: IconServer, tone: 'warn', text: 'waiting.mplatform' },
  order: { icon: IconClock, text: 'waiting.order' },
  sending: { icon: IconCloudUp, tone: 'accent', text: 'waiting.sending' },
};

/** What is safe here and on its way: by ticket, each with what it waits for. */
export function Waiting({ tickets }: { readonly tickets: readonly WaitingTicket[] }) {
  const t = useT();
  const count = tickets.reduce((sum, ticket) => sum + ticket.operations.length, 0);
  return (
    <Section title={t('waiting.title')} state={<span className="num dim">{count}</span>} flush>
      {count === 0 ? (
        <p className={`${ui.sectionBody} ${styles.quiet}`}>
          <IconCloudUp size={18} aria-hidden />
          {t('waiting.empty')}
        </p>
      ) : (
        <ul className={styles.entries}>
          {tickets.map((ticket) => (
            <li key={ticket.place.ticketId} className={styles.entry}>
              <div className={ui.bar}>
                <h3 className={styles.title}>
                  <Link href={placeLink(ticket.place)}>{placeText(t, ticket.place)}</Link>
                </h3>
                {ticket.deadline !== null && (
                  <span className={ui.row}>
                    <span className="dim">{t(`deadline.${ticket.deadline.kind}`)}</span>
                    <DeadlinePill deadline={ticket.deadline} />
                  </span>
                )}
              </div>
              <ul className={styles.lines}>
                {ticket.operations.map((operation) => (
                  <Line key={operation.id} operation={operation} />
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Line({ operation }: { readonly operation: WaitingOperation }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const withdraw = useAct(() => client.operations.withdraw({ id: operation.id }));
  const { icon, tone, text } = look[operation.waitsFor];
  const what = didText(operation.kind, language);
  return (
    <li>
      <div className={ui.row}>
        <div className={ui.grow}>
          {what}
          {operation.punktId !== null && ` · ${t('inbox.punkt', { punktId: operation.punktId })}`}{' '}
          <span className="dim num">{formatInstant(operation.doneAt, language)}</span>
          {operation.reason !== null && (
            <p className="dim">
              {explain(operation.reason, language)} <span className={ui.code}>{operation.reason.code}</span>
            </p>
          )}
        </div>
        <Pill icon={icon} {...(tone === undefined ? {} : { tone })}>
          {t(text)}
        </Pill>
        {operation.canWithdraw && (
          <Button
            variant="subtle"
            color="gray"
            aria-label={t('waiting.withdrawNamed', { what })}
            loading={withdraw.busy}
            onClick={() => withdraw.run(undefined)}
          >
            {t('operations.withdraw')}
          </Button>
        )}
      </div>
      <ActProblem act={withdraw} />
    </li>
  );
}

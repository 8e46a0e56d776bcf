import { Button } from '@mantine/core';
import {
  IconArrowBackUp,
  IconClock,
  IconCloudUp,
  IconFileUpload,
  IconPlugConnectedX,
  IconServer,
  IconShieldCheck,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { explain } from '../../domain/problem.ts';
import type { PageOf, WaitingOperation, WaitingTicket, WaitsFor } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useStatus } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import type { Tone } from '../ui/states.tsx';
import { DeadlinePill, Pill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import { DiscardQuestion } from './discard.tsx';
import { Foot } from './inbox.tsx';
import { KeepFocus } from './keep-focus.tsx';
import { RewordForm } from './reword-form.tsx';
import styles from './sync.module.css';
import { whatStops } from './what-stops.ts';
import { didText, isForPeople, placeLink, placeText, saidText } from './words.ts';

const look: Readonly<Record<WaitsFor, { readonly icon: TablerIcon; readonly tone?: Tone; readonly text: UiKey }>> = {
  line: { icon: IconPlugConnectedX, tone: 'warn', text: 'waiting.line' },
  proof: { icon: IconShieldCheck, tone: 'warn', text: 'waiting.proof' },
  file: { icon: IconFileUpload, tone: 'accent', text: 'waiting.file' },
  mplatform: { icon: IconServer, tone: 'warn', text: 'waiting.mplatform' },
  order: { icon: IconClock, text: 'waiting.order' },
  sending: { icon: IconCloudUp, tone: 'accent', text: 'waiting.sending' },
  withdrawal: { icon: IconArrowBackUp, tone: 'warn', text: 'waiting.withdrawal' },
};

/** What is safe here and on its way: by ticket, each with what it waits for. */
export function Waiting(props: {
  readonly tickets: readonly WaitingTicket[];
  readonly page: PageOf;
  readonly onPage: (page: number) => void;
}) {
  const t = useT();
  const { tickets, page, onPage } = props;
  return (
    <Section title={t('waiting.title')} state={<span className="num dim">{page.count}</span>} flush>
      <KeepFocus>
        {page.count === 0 ? (
          <p className={`${ui.sectionBody} ${styles.quiet}`}>
            <IconCloudUp size={18} aria-hidden />
            {t('waiting.empty')}
          </p>
        ) : (
          <>
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
            <Foot page={page} onPage={onPage} />
          </>
        )}
      </KeepFocus>
    </Section>
  );
}

function Line({ operation }: { readonly operation: WaitingOperation }) {
  const t = useT();
  const language = useLanguage();
  const [asking, setAsking] = useState<'edit' | 'discard' | null>(null);
  const stops = whatStops(useStatus()?.sync.problem ?? null);
  const { icon, tone, text } = look[operation.waitsFor];
  const { place, said, reason, can, waitsFor } = operation;
  const what = didText(operation.kind, language);
  return (
    <li>
      <div className={ui.row}>
        <div className={ui.grow}>
          {what}
          {place.punktId !== null && ` · ${t('inbox.punkt', { punktId: place.punktId })}`}{' '}
          <span className="dim num">{formatInstant(operation.doneAt, language)}</span>
          <Words said={said} />
          {waitsFor === 'line' && operation.mayHaveArrived && <p className="dim">{t('waiting.noAnswer')}</p>}
          {waitsFor === 'withdrawal' && <p className="dim">{t('waiting.withdrawalText')}</p>}
          {reason !== null && (
            <p className="dim">
              {explain(reason, language)} <span className={ui.code}>{reason.code}</span>
            </p>
          )}
        </div>
        <Pill icon={icon} {...(tone === undefined ? {} : { tone })}>
          {t(waitsFor === 'line' && stops !== 'line' ? 'waiting.sync' : text)}
        </Pill>
        {can.includes('edit') && (
          <Button variant="subtle" color="gray" aria-label={t('waiting.editNamed', { what })} onClick={() => setAsking('edit')}>
            {t('inbox.edit')}
          </Button>
        )}
        {can.includes('discard') && (
          <Button
            variant="subtle"
            color="gray"
            aria-label={t('waiting.withdrawNamed', { what })}
            onClick={() => setAsking('discard')}
          >
            {t('operations.withdraw')}
          </Button>
        )}
      </div>
      {asking === 'edit' && <RewordForm item={operation} onClose={() => setAsking(null)} />}
      {asking === 'discard' && <DiscardQuestion item={operation} built={0} from="withdraw" onClose={() => setAsking(null)} />}
    </li>
  );
}

/** The words in short: which of several notes this is. */
function Words({ said }: Pick<WaitingOperation, 'said'>) {
  const shown = said.filter(isForPeople);
  if (shown.length === 0) return null;
  return <p className={`${styles.words} dim`}>{shown.map(saidText).join(' · ')}</p>;
}

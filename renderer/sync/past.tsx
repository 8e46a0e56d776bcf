import { IconAlertTriangle, IconArrowBackUp, IconCircleCheckFilled, IconReload, type TablerIcon } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { reasonInWords } from '../../domain/operations/reason-words.ts';
import type { PastOperation } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import type { Tone } from '../ui/states.tsx';
import { Pill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import { Foot } from './inbox.tsx';
import { KeepFocus } from './keep-focus.tsx';
import styles from './sync.module.css';
import { didText, placeLink, placeText } from './words.ts';

const look: Readonly<
  Record<PastOperation['outcome'] | 'redone', { readonly icon: TablerIcon; readonly tone?: Tone; readonly text: UiKey }>
> = {
  applied: { icon: IconCircleCheckFilled, tone: 'ok', text: 'operations.applied' },
  rejected: { icon: IconAlertTriangle, text: 'operations.rejected' },
  withdrawn: { icon: IconArrowBackUp, text: 'operations.withdrawn' },
  redone: { icon: IconReload, text: 'operations.redone' },
};

/** What has its outcome and needs nobody any more. Folded, and read when it is opened: for whoever looks for it. */
export function Past({ count }: { readonly count: number }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState(0);
  const { data } = useQuery(
    useApi().inbox.past.queryOptions({ input: { page: wanted }, enabled: open, placeholderData: keepPreviousData }),
  );
  if (count === 0) return null;
  return (
    <details className={styles.past} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('sync.history')} <span className="num dim">{t('sync.historyCount', { count })}</span>
      </summary>
      {data === undefined ? (
        <p className={`${ui.sectionBody} ${styles.quiet}`} role="status">
          {t('state.loading')}
        </p>
      ) : (
        <KeepFocus>
          <PastOperations operations={data.operations} />
          <Foot page={data.page} onPage={setWanted} />
        </KeepFocus>
      )}
    </details>
  );
}

function PastOperations({ operations }: { readonly operations: readonly PastOperation[] }) {
  const t = useT();
  const language = useLanguage();
  return (
    <ul className={ui.rows}>
      {operations.map((operation) => {
        const { icon, tone, text } = look[operation.redone ? 'redone' : operation.outcome];
        return (
          <li key={operation.id} className={ui.row}>
            <div className={ui.grow}>
              {didText(operation.kind, language)} <Link href={placeLink(operation.place)}>{placeText(t, operation.place)}</Link>{' '}
              <span className="dim num">{formatInstant(operation.doneAt, language)}</span>
              {operation.outcome === 'rejected' && operation.reason !== null && (
                <p className="dim">{reasonInWords(operation.reason, operation.place, language)}</p>
              )}
            </div>
            <Pill icon={icon} {...(tone === undefined ? {} : { tone })}>
              {t(text)}
            </Pill>
          </li>
        );
      })}
    </ul>
  );
}

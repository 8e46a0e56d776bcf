import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowsSplit2,
  IconCircleCheck,
  IconHourglass,
  IconPlayerPause,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { fieldInWords, reasonInWords } from '../../domain/operations/reason-words.ts';
import { isTextKey, sentence } from '../../domain/text.ts';
import type { InboxItem, InboxState } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem, type Tone } from '../ui/states.tsx';
import { deadlineText, Pill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import { Conflict } from './conflict.tsx';
import { DiscardQuestion } from './discard.tsx';
import { RewordForm } from './reword-form.tsx';
import styles from './sync.module.css';
import { changerText, didText, isForPeople, placeLink, placeText, quoteLink, saidText, stateText } from './words.ts';

const look: Readonly<Record<InboxState, { readonly icon: TablerIcon; readonly tone: Tone }>> = {
  rejected: { icon: IconAlertTriangle, tone: 'bad' },
  conflict: { icon: IconArrowsSplit2, tone: 'bad' },
  held: { icon: IconPlayerPause, tone: 'warn' },
  stuck: { icon: IconHourglass, tone: 'warn' },
  arrived: { icon: IconCircleCheck, tone: 'warn' },
};

/** One thing that did not arrive: what it was, why not, and the ways out; below it what was built on it. */
export function InboxEntry({ item, built }: { readonly item: InboxItem; readonly built: readonly InboxItem[] }) {
  const t = useT();
  const client = useClient();
  const [asking, setAsking] = useState<'edit' | 'discard' | null>(null);
  const [editing, setEditing] = useState(item.state === 'conflict');
  const retry = useAct(() => client.inbox.retry({ id: item.id }));
  const isEdit = item.fields.length > 0;
  const close = () => setAsking(null);
  const read = useAct(() => client.inbox.discard({ id: item.id }));
  const giveUp =
    item.state === 'arrived' ? (
      <Button loading={read.busy} onClick={() => read.run(undefined)}>
        {t('operations.acknowledge')}
      </Button>
    ) : (
      <Button variant="subtle" color="gray" onClick={() => setAsking('discard')}>
        {t('inbox.discard')}
      </Button>
    );
  return (
    <li className={styles.entry}>
      <Head item={item} />
      <Why item={item} />
      <Said item={item} />
      {item.built > 0 && <Built items={built} count={item.built} />}
      {isEdit && editing && item.can.includes('edit') ? (
        <Conflict item={item}>{giveUp}</Conflict>
      ) : (
        <div className={ui.row}>
          {item.can.includes('retry') && (
            <Button
              variant={item.state === 'stuck' ? 'default' : 'filled'}
              loading={retry.busy}
              onClick={() => retry.run(undefined)}
            >
              {t(retryWord(item))}
            </Button>
          )}
          {item.can.includes('edit') && (
            <Button variant="default" onClick={() => (isEdit ? setEditing(true) : setAsking('edit'))}>
              {t('inbox.edit')}
            </Button>
          )}
          {item.state === 'arrived' && giveUp}
          <Button
            component={Link}
            href={item.kind === 'ticket.saveQuote' ? quoteLink(item.place) : placeLink(item.place)}
            variant="default"
          >
            {t(item.kind === 'ticket.saveQuote' ? 'quote.open' : 'inbox.open')}
          </Button>
          {item.state !== 'arrived' && giveUp}
        </div>
      )}
      <ActProblem act={retry} />
      <ActProblem act={read} />
      {asking === 'edit' && <RewordForm item={item} onClose={close} />}
      {asking === 'discard' && <DiscardQuestion item={item} built={item.built} onClose={close} />}
    </li>
  );
}

function retryWord({ state, reason }: InboxItem): UiKey {
  if (state === 'stuck') return 'inbox.askAgain';
  return reason.code === 'operation.original-applied' ? 'inbox.retryAnyway' : 'inbox.retry';
}

function Head({ item }: { readonly item: InboxItem }) {
  const t = useT();
  const language = useLanguage();
  const { icon, tone } = look[item.state];
  const near = item.deadline !== null && item.deadline.state !== 'done' && item.deadline.daysLeft <= 2 ? item.deadline : null;
  return (
    <div className={ui.bar}>
      <div>
        <h3 className={styles.title}>
          {didText(item.kind, language)}
          <span className="dim"> · </span>
          <Link href={placeLink(item.place)}>{placeText(t, item.place)}</Link>
        </h3>
        <p className="dim num">{t('inbox.doneAt', { at: formatInstant(item.doneAt, language) })}</p>
      </div>
      <div className={ui.row}>
        {near !== null && (
          <Pill icon={IconHourglass} tone="bad">
            {t(`deadline.${near.kind}`)}: {deadlineText(t, near)}
          </Pill>
        )}
        <Pill icon={icon} tone={tone}>
          {stateText(item.state, language)}
        </Pill>
      </div>
    </div>
  );
}

/** Why, in words: for a conflict by whom and when, else the rule's own sentence and what to do where that is known. */
function Why({ item }: { readonly item: InboxItem }) {
  const t = useT();
  const language = useLanguage();
  const { reason, state, takenBy, putOff, fields } = item;
  const who = fields.find((f) => f.conflict && f.changedBy !== null)?.changedBy ?? null;
  const advice = `${reason.code}.advice`;
  return (
    <div className={styles.why}>
      <p>
        {state === 'conflict'
          ? who === null
            ? t('conflict.why')
            : t('conflict.whyBy', { who: changerText(who, language) })
          : reasonInWords(reason, item.place, language)}{' '}
        {takenBy !== null && t('inbox.takenBy', { who: changerText(takenBy, language) })}{' '}
        {state !== 'conflict' && isTextKey(advice) && sentence(advice, reason.params, language)}{' '}
        <span className={ui.code}>{reason.code}</span>
      </p>
      {putOff !== null && state === 'stuck' && (
        <p>{t('inbox.putOff', { count: putOff.times, since: formatInstant(putOff.since, language) })}</p>
      )}
      {item.builtOn !== null && (
        <p className="dim">
          {t('inbox.builtOn', { what: didText(item.builtOn.kind, language), at: formatInstant(item.builtOn.doneAt, language) })}
        </p>
      )}
    </div>
  );
}

function Said({ item }: { readonly item: InboxItem }) {
  const language = useLanguage();
  const said = item.said.filter(isForPeople);
  if (said.length === 0) return null;
  return (
    <dl className={styles.said}>
      {said.map((one) => (
        <div key={one.name}>
          <dt>{fieldInWords(one.name, language)}</dt>
          <dd className="num break">{saidText(one)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** It goes the way of what it was built on: done anew with it, or given up with it. */
function Built({ items, count }: { readonly items: readonly InboxItem[]; readonly count: number }) {
  const t = useT();
  const language = useLanguage();
  return (
    <div className={styles.built}>
      <p>{t('inbox.built', { count })}</p>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <strong>{didText(item.kind, language)}</strong>
            {item.place.punktId !== null && ` · ${t('inbox.punkt', { punktId: item.place.punktId })}`}{' '}
            <span className="dim num">{formatInstant(item.doneAt, language)}</span>
            {[
              ...item.said.filter(isForPeople).map((one) => [one.name, saidText(one)]),
              ...item.fields.map((f) => [f.field, f.mine]),
            ].map(([name = '', value = '']) => (
              <span key={name} className="break">
                {' '}
                · {fieldInWords(name, language)}: {value}
              </span>
            ))}
          </li>
        ))}
        {count > items.length && <li className="dim">{t('inbox.builtMore', { count: count - items.length })}</li>}
      </ul>
    </div>
  );
}

import { Button } from '@mantine/core';
import { IconArrowBackUp, IconCircleCheck, IconClock, IconHelpCircle, type TablerIcon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ConfigChangeView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useApi } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import { Notice, type Tone } from '../ui/states.tsx';
import { Pill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import { UndoQuestion } from './configuration-undo.tsx';

const FIRST_SHOWN = 10;

/** Who changed the till's file, when, what and for which sub-ticket, newest first; each state can be brought back. */
export function ConfigurationHistory() {
  const t = useT();
  const { data } = useQuery(useApi().till.history.queryOptions());
  const [asked, setAsked] = useState<ConfigChangeView>();
  const [undone, setUndone] = useState<ConfigChangeView>();
  const [all, setAll] = useState(false);
  const language = useLanguage();
  if (data === undefined || data.length === 0) return null;
  const standing = data.filter(isStanding);
  return (
    <Section title={t('configuration.history')} flush>
      {undone !== undefined && standing[0]?.kind === 'restore' && (
        <Notice tone="ok" live>
          {t('configuration.undoneNow', { at: formatInstant(undone.at, language, true), file: undone.file })}
        </Notice>
      )}
      <ul className={ui.rows}>
        {data.slice(0, all ? undefined : FIRST_SHOWN).map((change) => (
          <Item
            key={change.id}
            change={change}
            broughtBack={data.find(({ id }) => id === change.restoredId)}
            newest={change === standing[0]}
            onUndo={() => setAsked(change)}
          />
        ))}
        {!all && data.length > FIRST_SHOWN && (
          <li>
            <Button variant="subtle" onClick={() => setAll(true)}>
              {t('configuration.showAll', { count: data.length })}
            </Button>
          </li>
        )}
      </ul>
      <UndoQuestion
        change={asked}
        later={asked === undefined ? 0 : standing.findIndex(({ id }) => id === asked.id)}
        onClose={() => setAsked(undefined)}
        onUndone={setUndone}
      />
    </Section>
  );
}

/** It left something on the disk that can be taken back. */
const isStanding = ({ outcome }: ConfigChangeView): boolean => outcome === 'done' || outcome === 'unclear';

const kinds: Readonly<Record<ConfigChangeView['kind'], UiKey>> = {
  apply: 'configuration.applied',
  restore: 'configuration.undone',
};
const outcomes: Readonly<
  Record<ConfigChangeView['outcome'], { readonly icon: TablerIcon; readonly tone: Tone; readonly text: UiKey }>
> = {
  done: { icon: IconCircleCheck, tone: 'ok', text: 'configuration.outcomeDone' },
  open: { icon: IconClock, tone: 'warn', text: 'configuration.outcomeOpen' },
  undone: { icon: IconArrowBackUp, tone: 'accent', text: 'configuration.outcomeUndone' },
  unclear: { icon: IconHelpCircle, tone: 'warn', text: 'configuration.outcomeUnclear' },
};

interface ItemProps {
  readonly change: ConfigChangeView;
  /** Of a restore: the change that it undid, so that the content from before that came back. */
  readonly broughtBack: ConfigChangeView | undefined;
  readonly newest: boolean;
  readonly onUndo: () => void;
}

function Item(props: ItemProps) {
  const t = useT();
  const language = useLanguage();
  const { change, broughtBack } = props;
  const at = formatInstant(change.at, language, true);
  const { icon, tone, text } = outcomes[change.outcome];
  return (
    <li>
      <div className={ui.row}>
        <div className={`${ui.grow} ${ui.stackTight}`}>
          <span className={ui.row}>
            <strong>{t(kinds[change.kind])}</strong>
            <Pill icon={icon} tone={tone}>
              {t(text)}
            </Pill>
            {change.subTicketId !== null && <ForSubTicket id={change.subTicketId} />}
          </span>
          {broughtBack !== undefined && (
            <p>{t('configuration.broughtBack', { at: formatInstant(broughtBack.at, language, true) })}</p>
          )}
          <ul className="mono break">
            {change.changes.map(({ key, from, to }) => (
              <li key={key}>
                {key}: {from ?? t('configuration.none')} → {to}
              </li>
            ))}
          </ul>
          <span className="dim num">
            {at}, {change.author} · <span className="mono">{change.after.slice(0, 12)}</span>
          </span>
        </div>
        {isStanding(change) && (
          <Button variant={props.newest ? 'default' : 'subtle'} onClick={props.onUndo}>
            {t(props.newest ? 'configuration.undoOf' : 'configuration.backTo', { at })}
          </Button>
        )}
      </div>
    </li>
  );
}

function ForSubTicket({ id }: { readonly id: string }) {
  const t = useT();
  const { data } = useQuery(useApi().subTickets.get.queryOptions({ input: { id } }));
  // A sub-ticket that was taken away from this device has no page any more.
  if (data?.ok !== true) return <span className="dim">{id}</span>;
  const { ticket, subTicket } = data.value;
  return (
    <Link href={`/tickets/${ticket.id}/sub-tickets/${id}`}>
      {t('configuration.forSubTicket', { punktId: subTicket.punktId, name: ticket.company.name })}
    </Link>
  );
}

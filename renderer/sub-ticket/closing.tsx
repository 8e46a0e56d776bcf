import { Button } from '@mantine/core';
import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { type ClosingCondition, NEEDS_LINE } from '../../domain/closing.ts';
import { explain } from '../../domain/problem.ts';
import type { SubTicketView, SyncStatus } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useAct, useClient, useStatus } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import { ActProblem, Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { QuoteAnew, TicketAfter } from './closing-after.tsx';
import { TillContactHelp } from './closing-till-contact.tsx';
import { Way } from './closing-way.tsx';
import type { Step } from './step.ts';
import styles from './sub-ticket.module.css';

const names: Readonly<Record<ClosingCondition['code'], UiKey>> = {
  taken: 'condition.taken',
  documents: 'condition.documents',
  configuration: 'condition.configuration',
  probe: 'condition.probe',
  tillContact: 'condition.tillContact',
  training: 'condition.training',
  invoice: 'condition.invoice',
  note: 'condition.note',
};

const isOnline = (sync: SyncStatus | undefined): boolean => sync?.state === 'idle' || sync?.state === 'syncing';

/** The gate as a checklist: every unmet condition leads to the place where it is met. */
export function Closing({ view, onStep }: { readonly view: SubTicketView; readonly onStep: (step: Step) => void }) {
  const t = useT();
  const language = useLanguage();
  const closed = view.subTicket.closedAt;
  const ended = view.subTicket.status === 'closed' || view.subTicket.status === 'resigned';
  // The gate speaks of what is still to come: of an ended sub-ticket it has nothing to say.
  const conditions = ended ? [] : view.conditions;
  const met = conditions.filter((c) => c.met).length;
  return (
    <Section
      title={t(view.subTicket.status === 'resigned' ? 'closing.titleResigned' : 'closing.title')}
      state={!ended && <span className="dim num">{t('closing.count', { met, all: conditions.length })}</span>}
    >
      {view.subTicket.status === 'closed' && (
        <Notice tone="ok" live>
          <strong>{t('closing.closed')}</strong>
          {closed !== null && <span className="num">{formatInstant(closed, language)}</span>}
        </Notice>
      )}
      {ended && <TicketAfter view={view} />}
      <Asked view={view} />
      <ul className={styles.checks}>
        {conditions.map((condition) => (
          <Condition key={condition.code} condition={condition} view={view} onStep={onStep} />
        ))}
      </ul>
      {!ended && view.closing?.state !== 'waiting' && <CloseButton view={view} />}
    </Section>
  );
}

/** A close that was asked for: it waits or was refused, and is never shown as done before M/platform said so. */
function Asked({ view: { closing } }: { readonly view: SubTicketView }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const withdraw = useAct((id: string) => client.operations.withdraw({ id }));
  const acknowledge = useAct((id: string) => client.operations.acknowledge({ id }));
  if (closing === null) return null;
  if (closing.state === 'rejected') {
    return (
      <Notice tone="bad" live>
        <strong>{t('closing.refused')}</strong>
        {closing.reason !== null && (
          <span>
            {explain(closing.reason, language)} <span className={ui.code}>{closing.reason.code}</span>
          </span>
        )}
        <div className={ui.row}>
          <Button variant="default" loading={acknowledge.busy} onClick={() => acknowledge.run(closing.operationId)}>
            {t('operations.acknowledge')}
          </Button>
        </div>
        <ActProblem act={acknowledge} />
      </Notice>
    );
  }
  return (
    <Notice tone="warn" live>
      <strong>{t('closing.waits', { since: formatInstant(closing.since, language) })}</strong>
      <span>{closing.reason === null ? t('closing.waitsForLine') : explain(closing.reason, language)}</span>
      <div className={ui.row}>
        <Button variant="default" loading={withdraw.busy} onClick={() => withdraw.run(closing.operationId)}>
          {t('closing.withdraw')}
        </Button>
      </div>
      <ActProblem act={withdraw} />
    </Notice>
  );
}

function Condition(props: {
  readonly condition: ClosingCondition;
  readonly view: SubTicketView;
  readonly onStep: (step: Step) => void;
}) {
  const t = useT();
  const language = useLanguage();
  const { condition } = props;
  const name = t(names[condition.code]);
  return (
    <li className={styles.check}>
      {condition.met ? (
        <IconCircleCheckFilled size={20} color="var(--m-ok)" role="img" aria-label={t('closing.met')} />
      ) : (
        <IconCircleDashed size={20} role="img" aria-label={t('closing.unmet')} />
      )}
      <div>
        <strong>{name}</strong>
        {!condition.met && (
          <p>
            {explain(condition.reason, language)} <span className={ui.code}>{condition.reason.code}</span>
          </p>
        )}
        {!condition.met && condition.code === 'tillContact' && <TillContactHelp view={props.view} />}
        {!condition.met && condition.code === 'invoice' && <QuoteAnew view={props.view} />}
      </div>
      {!condition.met && <Way {...props} condition={condition} name={name} />}
    </li>
  );
}

function CloseButton({ view }: { readonly view: SubTicketView }) {
  const t = useT();
  const client = useClient();
  const online = isOnline(useStatus()?.sync);
  const act = useAct(() => client.subTickets.close({ id: view.subTicket.id }));
  const unmet = view.conditions.filter((c) => !c.met);
  const lineOnly = unmet.every((c) => NEEDS_LINE.includes(c.code));
  // Without a line the close may be asked for and waits; with one, the gate is open or it is not.
  const allowed = unmet.length === 0 || (lineOnly && !online);
  const hint: UiKey = !allowed ? 'closing.notYet' : unmet.length === 0 && online ? 'closing.ready' : 'closing.willWait';
  return (
    <>
      <div className={ui.row}>
        <Button disabled={!allowed} loading={act.busy} onClick={() => act.run(undefined)}>
          {t('operation.subTicket.close')}
        </Button>
        <span className="dim">{t(hint)}</span>
      </div>
      <ActProblem act={act} />
    </>
  );
}

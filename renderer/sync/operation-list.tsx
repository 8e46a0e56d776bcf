import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCircleCheckFilled,
  IconClock,
  IconCloudUp,
  IconPlayerPause,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link } from 'wouter';
import { explain } from '../../domain/problem.ts';
import type { OperationView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem, type Tone } from '../ui/states.tsx';
import { Pill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';

const look: Readonly<Record<OperationView['state'], { readonly icon: TablerIcon; readonly tone?: Tone; readonly text: UiKey }>> =
  {
    waiting: { icon: IconClock, tone: 'warn', text: 'operations.waiting' },
    sent: { icon: IconCloudUp, tone: 'accent', text: 'operations.sent' },
    applied: { icon: IconCircleCheckFilled, tone: 'ok', text: 'operations.applied' },
    rejected: { icon: IconAlertTriangle, tone: 'bad', text: 'operations.rejected' },
    held: { icon: IconPlayerPause, tone: 'warn', text: 'operations.held' },
    withdrawn: { icon: IconArrowBackUp, text: 'operations.withdrawn' },
  };

export function OperationList(props: { readonly operations: readonly OperationView[]; readonly past?: boolean }) {
  return (
    <ul className={ui.rows}>
      {props.operations.map((operation) => (
        <Item key={operation.id} operation={operation} past={props.past === true} />
      ))}
    </ul>
  );
}

/** What the technician did, in words, with its reason and the ways out. */
function Item({ operation, past }: { readonly operation: OperationView; readonly past: boolean }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const withdraw = useAct(() => client.operations.withdraw({ id: operation.id }));
  const acknowledge = useAct(() => client.operations.acknowledge({ id: operation.id }));
  const { icon, tone, text } = look[operation.state];
  return (
    <li>
      <div className={ui.row}>
        <div className={ui.grow}>
          <strong>{t(`operation.${operation.kind}`)}</strong>{' '}
          <Link href={`/tickets/${operation.ticketId}`}>{t('operations.target', { id: operation.target })}</Link>
          <br />
          <span className="dim num">{formatInstant(operation.deviceTime, language)}</span>
          {operation.reason !== null && (
            <p>
              {explain(operation.reason, language)} <span className={ui.code}>{operation.reason.code}</span>
            </p>
          )}
        </div>
        <Pill icon={icon} {...(tone === undefined ? {} : { tone })}>
          {t(text)}
        </Pill>
        {(operation.state === 'waiting' || operation.state === 'held') && (
          <Button variant="default" loading={withdraw.busy} onClick={() => withdraw.run(undefined)}>
            {t('operations.withdraw')}
          </Button>
        )}
        {operation.state === 'rejected' && !past && (
          <Button variant="default" loading={acknowledge.busy} onClick={() => acknowledge.run(undefined)}>
            {t('operations.acknowledge')}
          </Button>
        )}
      </div>
      <ActProblem act={withdraw} />
      <ActProblem act={acknowledge} />
    </li>
  );
}

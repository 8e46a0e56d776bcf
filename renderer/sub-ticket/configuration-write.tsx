import { Button } from '@mantine/core';
import { useState } from 'react';
import { assertNever } from '../../domain/result.ts';
import type { HandOverView, PlanView, SubTicketView, WritingWay } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { type Act, useAct, useClient } from '../queries.tsx';
import { Copy } from '../ui/parts.tsx';
import { ActProblem, Notice, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { HandedOver } from './configuration-hand-over.tsx';

interface Props {
  readonly view: SubTicketView;
  readonly plan: PlanView;
  readonly replace: boolean;
  /** Another plan is being made: this one must not be written any more. */
  readonly stale: boolean;
}

interface Written {
  readonly digest: string;
  readonly restartNeeded: boolean;
  readonly recordedToo: readonly string[];
}

/** The plan onto the disk, by the way that is open; what came of it stays beside the button as long as it is true. */
export function Write({ view, plan, replace, stale }: Props) {
  const t = useT();
  const client = useClient();
  const [written, setWritten] = useState<Written>();
  const [handed, setHanded] = useState<HandOverView & { readonly digest: string }>();
  const seen = { subTicketId: view.subTicket.id, replace, expect: plan.before.digest, result: plan.after.digest };
  const apply = useAct(() => client.till.apply(seen), setWritten);
  const handOver = useAct(
    () => client.till.handOver(seen),
    (value) => setHanded({ ...value, digest: seen.result }),
  );
  // What is there already needs no rights: it is only recorded.
  const way = plan.changed ? plan.way : 'direct';
  const canWrite = view.subTicket.status === 'inProgress';
  return (
    <>
      <Obstacle way={way} plan={plan} />
      <div className={ui.row}>
        {way !== 'handOver' && (
          <Button
            variant={plan.changed || view.nextStep === 'configure' ? 'filled' : 'default'}
            loading={apply.busy || stale}
            disabled={!canWrite || way === 'none'}
            onClick={() => apply.run(undefined)}
          >
            {t(way === 'consent' ? 'configuration.saveByConsent' : 'configuration.save')}
          </Button>
        )}
        {(way === 'handOver' || way === 'consent') && (
          <Button
            variant={way === 'handOver' ? 'filled' : 'default'}
            loading={handOver.busy || (way === 'handOver' && stale)}
            disabled={!canWrite || apply.busy}
            onClick={() => handOver.run(undefined)}
          >
            {t('configuration.handOver')}
          </Button>
        )}
        {!apply.busy && <span className="dim">{t(hint(canWrite, plan.changed, way))}</span>}
      </div>
      {apply.busy && (
        <Notice tone="accent" live>
          {t(
            way === 'consent'
              ? 'configuration.writingByConsent'
              : plan.changed
                ? 'configuration.writing'
                : 'configuration.recording',
          )}
        </Notice>
      )}
      <WriteProblem act={apply} />
      <ActProblem act={handOver} />
      {handed?.digest === plan.after.digest && plan.changed && <HandedOver to={handed} />}
      {!apply.busy && written?.digest === plan.before.digest && <Done written={written} />}
    </>
  );
}

function hint(canWrite: boolean, changed: boolean, way: WritingWay) {
  if (!canWrite) return 'configuration.takeFirst';
  if (!changed) return 'configuration.unchanged';
  return way === 'handOver' ? 'configuration.handOverHint' : 'configuration.backup';
}

/** Why it cannot simply be written, and what will be asked or has to be done. */
function Obstacle({ way, plan }: { readonly way: WritingWay; readonly plan: PlanView }) {
  const t = useT();
  const { obstacle, file } = plan;
  switch (way) {
    case 'direct':
      return null;
    case 'none':
      return obstacle === null ? null : <ProblemNotice problem={obstacle} />;
    case 'consent':
    case 'handOver': {
      const text = t(way === 'consent' ? 'configuration.consentText' : 'configuration.handOverText', { file });
      if (obstacle === null) return <Notice tone="warn">{text}</Notice>;
      return (
        <ProblemNotice problem={obstacle} tone="warn">
          <span>{text}</span>
        </ProblemNotice>
      );
    }
    default:
      return assertNever(way);
  }
}

/** A consent that was not given is an answer, not a failure. */
function WriteProblem({ act }: { readonly act: Act<undefined> }) {
  if (act.problem?.code !== 'workstation.consent-refused') return <ActProblem act={act} />;
  return <ProblemNotice problem={act.problem} tone="warn" />;
}

function Done({ written }: { readonly written: Written }) {
  const { recordedToo } = written;
  const t = useT();
  return (
    <Notice tone="ok" live>
      <strong>{t(written.restartNeeded ? 'configuration.saved' : 'configuration.confirmed')}</strong>
      <span className={ui.row}>
        <span className={ui.code}>{t('configuration.digest', { digest: written.digest.slice(0, 12) })}</span>
        <Copy value={written.digest} label={t('configuration.copyDigest')} />
      </span>
      {recordedToo.length > 0 && (
        <span>{t('configuration.savedToo', { points: recordedToo.join(', '), count: recordedToo.length })}</span>
      )}
    </Notice>
  );
}

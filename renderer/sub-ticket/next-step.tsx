import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { assertNever } from '../../domain/result.ts';
import type { SubTicketView } from '../../electron/core/api/views.ts';
import { type UiKey, useT } from '../i18n.ts';
import { useStatus } from '../queries.tsx';
import { ActButton } from '../ticket/actions.tsx';
import { NextStepBar } from '../ui/next-step.tsx';
import { firstStep, type Step } from './step.ts';

interface Props {
  readonly view: SubTicketView;
  readonly step: Step;
  readonly onStep: (step: Step) => void;
}

export function SubTicketNextStep(props: Props) {
  const t = useT();
  const { nextStep, subTicket, ticket } = props.view;
  switch (nextStep) {
    case 'none':
      return null;
    case 'takeTicket':
    case 'prepareDocuments':
    case 'mendDocuments':
      return (
        <NextStepBar title={t(`next.${nextStep}`)} text={t(`next.${nextStep}.text`)}>
          <Button component={Link} href={`/tickets/${ticket.id}`}>
            {t('next.openTicket')}
          </Button>
        </NextStepBar>
      );
    case 'takeSubTicket':
      return (
        <NextStepBar title={t('next.takeSubTicket')} text={t('next.takeSubTicket.text', { punktId: subTicket.punktId })}>
          <ActButton kind="subTicket.take" target={subTicket.id} />
        </NextStepBar>
      );
    case 'resume':
      return ticket.status === 'suspended' ? (
        <NextStepBar title={t('next.resume')} text={t('next.resume.text')} tone="warn">
          <Button component={Link} href={`/tickets/${ticket.id}`}>
            {t('next.openTicket')}
          </Button>
        </NextStepBar>
      ) : (
        <NextStepBar title={t('next.resume')} text={t('next.resumeSub.text')} tone="warn">
          <ActButton kind="subTicket.resume" target={subTicket.id} />
        </NextStepBar>
      );
    case 'configure':
    case 'probe':
    case 'train':
    case 'invoice':
    case 'close':
      return <ToStep {...props} name={nextStep} />;
    case 'waitForLine':
      return <NextStepBar title={t('next.waitForLine')} text={t('next.waitForLine.text')} tone="warn" />;
    case 'done':
      return (
        <NextStepBar title={t('next.done')} text={t('next.done.text')} tone="ok">
          {props.step !== 'closing' && <Button onClick={() => props.onStep('closing')}>{t('next.toProtocol')}</Button>}
        </NextStepBar>
      );
    default:
      return assertNever(nextStep);
  }
}

const buttons = {
  configure: 'next.toConfiguration',
  probe: 'next.toProbe',
  train: 'next.toTraining',
  invoice: 'next.toInvoice',
  close: 'next.toClosing',
} as const satisfies Record<string, UiKey>;

function ToStep({ name: given, view, step, onStep }: Props & { readonly name: keyof typeof buttons }) {
  const t = useT();
  const status = useStatus();
  // Without a line the core goes on to the close, which then waits; what is not proven yet is said all the same.
  const unproven = view.conditions.some((c) => (c.code === 'probe' || c.code === 'tillContact') && !c.met);
  const name = given === 'close' && unproven ? 'probe' : given;
  const target = firstStep(name);
  const offline = status?.sync.state === 'offline';
  const restart = status?.till.restart ?? null;
  // PC-POS has not read the change yet: a test now would say something of the till as it was.
  if (name === 'probe' && (restart === 'needed' || restart === 'down')) {
    return (
      <NextStepBar title={t('next.restart')} text={t(restart === 'needed' ? 'next.restart.text' : 'next.restartDown.text')}>
        {step !== 'configuration' && <Button onClick={() => onStep('configuration')}>{t('next.toConfiguration')}</Button>}
      </NextStepBar>
    );
  }
  // Everything but the line's own part is done: the close may be asked for now and waits for it.
  if (name === 'probe' && offline) {
    return (
      <NextStepBar title={t('next.closeOffline')} text={t('next.closeOffline.text')} tone="warn">
        {step !== 'closing' && <Button onClick={() => onStep('closing')}>{t('next.toClosing')}</Button>}
      </NextStepBar>
    );
  }
  // The way is proven; only the till's own contact is missing, and no further test from here brings that.
  if (name === 'probe' && view.conditions.some((c) => c.code === 'probe' && c.met)) {
    return (
      <NextStepBar title={t('next.tillContact')} text={t('next.tillContact.text')}>
        {step !== 'probe' && <Button onClick={() => onStep('probe')}>{t('next.toProbe')}</Button>}
      </NextStepBar>
    );
  }
  return (
    <NextStepBar title={t(`next.${name}`)} text={t(`next.${name}.text`, { punktId: view.subTicket.punktId })}>
      {step !== target && <Button onClick={() => onStep(target)}>{t(buttons[name])}</Button>}
    </NextStepBar>
  );
}

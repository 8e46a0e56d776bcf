import {
  IconAlertCircle,
  IconCircle,
  IconCircleCheckFilled,
  IconCircleDot,
  IconClock,
  type TablerIcon,
} from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { SubTicketView } from '../../electron/core/api/views.ts';
import { type UiKey, useT } from '../i18n.ts';
import { type Step, type StepState, stepIds, stepState } from './step.ts';
import styles from './sub-ticket.module.css';

const titles: Readonly<Record<Step, UiKey>> = {
  configuration: 'step.configuration',
  probe: 'step.probe',
  training: 'step.training',
  closing: 'step.closing',
};
const states: Readonly<Record<StepState, { readonly icon: TablerIcon; readonly text: UiKey }>> = {
  done: { icon: IconCircleCheckFilled, text: 'step.done' },
  current: { icon: IconCircleDot, text: 'step.current' },
  open: { icon: IconCircle, text: 'step.open' },
  waits: { icon: IconClock, text: 'step.waits' },
  bad: { icon: IconAlertCircle, text: 'step.bad' },
};

/** The four steps in a row, as tabs: arrows move between them, each says its state in words. */
export function Steps(props: { readonly view: SubTicketView; readonly step: Step; readonly onStep: (step: Step) => void }) {
  const t = useT();
  const onKey = (event: KeyboardEvent) => {
    const move = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = stepIds[stepIds.indexOf(props.step) + move];
    if (move === 0 || next === undefined) return;
    event.preventDefault();
    props.onStep(next);
    document.getElementById(`step-${next}`)?.focus();
  };
  return (
    <div className={styles.steps} role="tablist" aria-label={t('step.list')} onKeyDown={onKey}>
      {stepIds.map((id) => {
        const state = stepState(id, props.view);
        const { icon: Icon, text } = states[state];
        return (
          <button
            key={id}
            id={`step-${id}`}
            type="button"
            role="tab"
            aria-selected={id === props.step}
            aria-controls={`panel-${id}`}
            tabIndex={id === props.step ? 0 : -1}
            className={styles.step}
            data-state={state}
            onClick={() => props.onStep(id)}
          >
            <Icon size={22} aria-hidden />
            <span>
              <strong>{t(titles[id])}</strong>
              <small>{t(text)}</small>
            </span>
          </button>
        );
      })}
    </div>
  );
}

export function StepPanel(props: { readonly step: Step; readonly current: Step; readonly children: ReactNode }) {
  const t = useT();
  const open = props.step === props.current;
  return (
    <div id={`panel-${props.step}`} role="tabpanel" aria-label={t(titles[props.step])} hidden={!open}>
      {open && props.children}
    </div>
  );
}

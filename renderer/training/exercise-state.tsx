import { IconCircle, IconCircleCheckFilled, IconCircleHalf2, IconPlayerPause, type TablerIcon } from '@tabler/icons-react';
import type { PracticeScenarioView, PracticeState } from '../../electron/core/api/views.ts';
import { type UiKey, useT } from '../i18n.ts';
import type { Tone } from '../ui/states.tsx';
import { Pill } from '../ui/status-pill.tsx';

const look: Readonly<Record<PracticeState, { readonly icon: TablerIcon; readonly text: UiKey; readonly tone?: Tone }>> = {
  new: { icon: IconCircle, text: 'practice.state.new' },
  underWay: { icon: IconCircleHalf2, text: 'practice.state.underWay', tone: 'accent' },
  aside: { icon: IconPlayerPause, text: 'practice.state.aside', tone: 'warn' },
  finished: { icon: IconCircleCheckFilled, text: 'practice.state.finished', tone: 'ok' },
};

export function ExerciseState({ exercise: { state } }: { readonly exercise: Pick<PracticeScenarioView, 'state'> }) {
  const t = useT();
  const { icon, text, tone } = look[state];
  return (
    <Pill icon={icon} {...(tone === undefined ? {} : { tone })}>
      {t(text)}
    </Pill>
  );
}

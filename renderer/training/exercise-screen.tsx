import { Button } from '@mantine/core';
import {
  IconArrowLeft,
  IconCircle,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleDot,
  IconClock,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link } from 'wouter';
import type { PracticeScenarioView, PracticeStepView, PracticeView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useAct, useClient, useStatus } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import { ActProblem, Empty, Notice, PageSkeleton } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { ExerciseState } from './exercise-state.tsx';
import styles from './practice.module.css';
import { NotHere } from './practice-screen.tsx';
import { ResetExercises } from './reset.tsx';
import { useShowStep } from './show-step.ts';
import { usePractice, usePracticeText } from './use-practice.ts';

export function ExerciseScreen({ id }: { readonly id: string }) {
  const t = useT();
  const status = useStatus();
  const practice = usePractice();
  if (status !== undefined && status.mode !== 'training') return <NotHere />;
  if (practice === undefined) return <PageSkeleton />;
  const exercise = practice.scenarios.find((one) => one.id === id);
  return (
    <article className={ui.page}>
      <nav className={ui.crumbs} aria-label={t('action.breadcrumbs')}>
        <Link href="/practice" className={ui.row}>
          <IconArrowLeft size={16} aria-hidden />
          {t('practice.title')}
        </Link>
      </nav>
      {exercise === undefined ? (
        <Empty page icon={<IconCircle size={32} aria-hidden />} title={t('practice.unknown')} />
      ) : (
        <Exercise exercise={exercise} practice={practice} />
      )}
    </article>
  );
}

function Exercise({ exercise, practice }: { readonly exercise: PracticeScenarioView; readonly practice: PracticeView }) {
  const t = useT();
  const say = usePracticeText();
  const finished = exercise.state === 'finished';
  return (
    <>
      <header className={styles.exerciseHead}>
        <div className={ui.row}>
          <h1 className="break">{say(exercise.title)}</h1>
          <ExerciseState exercise={exercise} />
        </div>
        <p className={styles.intro}>{say(exercise.summary)}</p>
        <p className={`${styles.minutes} dim`}>
          <IconClock size={15} aria-hidden />
          {t('practice.minutes', { count: exercise.minutes })}
          {exercise.finished > 0 && <> · {t('practice.times', { count: exercise.finished })}</>}
        </p>
      </header>
      {finished && <Learnt exercise={exercise} />}
      <Start exercise={exercise} practice={practice} />
      <Section title={t('practice.stepsTitle')} flush>
        <ol className={ui.rows}>
          {exercise.steps.map((step, i) => (
            <Step key={step.id} step={step} n={i + 1} />
          ))}
        </ol>
      </Section>
      {!finished && <Learnt exercise={exercise} />}
    </>
  );
}

function Learnt({ exercise }: { readonly exercise: PracticeScenarioView }) {
  const t = useT();
  const say = usePracticeText();
  const finished = exercise.state === 'finished';
  const list = (
    <ul className={styles.learnt}>
      {exercise.learnt.map((one) => (
        <li key={one.pl}>{say(one)}</li>
      ))}
    </ul>
  );
  if (!finished) return <Section title={t('practice.teaches')}>{list}</Section>;
  return (
    <Notice tone="ok">
      <strong>{t('practice.learnt')}</strong>
      {list}
    </Notice>
  );
}

const starts: Readonly<Record<PracticeScenarioView['state'], UiKey>> = {
  new: 'practice.start',
  underWay: 'practice.goOn',
  aside: 'practice.goOn',
  finished: 'practice.again',
};

function Start({ exercise, practice }: { readonly exercise: PracticeScenarioView; readonly practice: PracticeView }) {
  const t = useT();
  const say = usePracticeText();
  const client = useClient();
  const show = useShowStep();
  const start = useAct(
    async () => {
      const begun = await client.practice.start({ id: exercise.id });
      return begun.ok ? client.practice.view() : begun;
    },
    ({ current }) => {
      if (current?.step) show(current.step);
    },
  );
  const leave = useAct(() => client.practice.leave());
  const other = practice.scenarios.find(({ id, state }) => id !== exercise.id && state === 'underWay');
  return (
    <>
      {other !== undefined && exercise.state !== 'underWay' && (
        <Notice tone="accent">{t('practice.other', { name: say(other.title) })}</Notice>
      )}
      <div className={ui.row}>
        <Button loading={start.busy} onClick={() => start.run(undefined)}>
          {t(starts[exercise.state])}
        </Button>
        {exercise.state === 'underWay' && (
          <Button variant="default" loading={leave.busy} onClick={() => leave.run(undefined)}>
            {t('practice.leave')}
          </Button>
        )}
        {exercise.state !== 'new' && <ResetExercises which={[exercise]} />}
      </div>
      {exercise.state !== 'underWay' && <p className="dim">{t('practice.startNote')}</p>}
      <ActProblem act={start} />
      <ActProblem act={leave} />
    </>
  );
}

const marks: Readonly<Record<PracticeStepView['state'], { readonly icon: TablerIcon; readonly text: UiKey }>> = {
  done: { icon: IconCircleCheckFilled, text: 'step.done' },
  skipped: { icon: IconCircleDashed, text: 'practice.skipped' },
  now: { icon: IconCircleDot, text: 'step.current' },
  later: { icon: IconCircle, text: 'step.open' },
};

function Step({ step, n }: { readonly step: PracticeStepView; readonly n: number }) {
  const t = useT();
  const say = usePracticeText();
  const language = useLanguage();
  const { icon: Icon, text } = marks[step.state];
  return (
    <li className={styles.step} data-state={step.state} aria-current={step.state === 'now' ? 'step' : undefined}>
      <Icon size={18} aria-hidden />
      <span className={ui.grow}>
        <span className="num">{n}.</span> {say(step.title)}
      </span>
      <span className="dim num">
        {step.doneAt === null || step.state === 'skipped' ? t(text) : formatInstant(step.doneAt, language)}
      </span>
    </li>
  );
}

import { Button, Progress } from '@mantine/core';
import { IconClock, IconSchool } from '@tabler/icons-react';
import { Link } from 'wouter';
import type { PracticeScenarioView } from '../../electron/core/api/views.ts';
import { type UiKey, useT } from '../i18n.ts';
import { useStatus } from '../queries.tsx';
import { Section } from '../ui/parts.tsx';
import { Empty, PageSkeleton } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { ExerciseState } from './exercise-state.tsx';
import styles from './practice.module.css';
import { ResetExercises } from './reset.tsx';
import { doneOf, exerciseRoute, usePractice, usePracticeText } from './use-practice.ts';

const groups: readonly (readonly [PracticeScenarioView['group'], UiKey])[] = [
  ['work', 'practice.group.work'],
  ['retailer', 'practice.group.retailer'],
  ['line', 'practice.group.line'],
];

/** The list of exercises: what each is about, how long it takes and how far it has come. */
export function PracticeScreen() {
  const t = useT();
  const status = useStatus();
  const practice = usePractice();
  if (status !== undefined && status.mode !== 'training') return <NotHere />;
  if (practice === undefined) return <PageSkeleton />;
  const begun = practice.scenarios.filter(({ state }) => state !== 'new');
  const finished = practice.scenarios.filter((one) => one.finished > 0).length;
  return (
    <div className={ui.page}>
      <div className={ui.bar}>
        <h1>{t('practice.title')}</h1>
        {begun.length > 0 && <ResetExercises which={begun} all />}
      </div>
      <p className={styles.intro}>{t('practice.intro')}</p>
      <p className="dim num">{t('practice.finishedOf', { n: finished, all: practice.scenarios.length })}</p>
      {groups.map(([group, title]) => (
        <Section key={group} title={t(title)} flush>
          <ul className={ui.rows}>
            {practice.scenarios
              .filter((one) => one.group === group)
              .map((one) => (
                <Exercise key={one.id} exercise={one} />
              ))}
          </ul>
        </Section>
      ))}
    </div>
  );
}

export function NotHere() {
  const t = useT();
  return (
    <div className={ui.page}>
      <Empty page icon={<IconSchool size={32} aria-hidden />} title={t('practice.notHere')}>
        <p>{t('practice.notHere.text')}</p>
        <Button component={Link} href="/settings" variant="default">
          {t('practice.toSettings')}
        </Button>
      </Empty>
    </div>
  );
}

function Exercise({ exercise }: { readonly exercise: PracticeScenarioView }) {
  const t = useT();
  const say = usePracticeText();
  const done = doneOf(exercise);
  const all = exercise.steps.length;
  return (
    <li className={styles.exercise}>
      <div className={ui.grow}>
        <Link href={exerciseRoute(exercise)} className={styles.name}>
          {say(exercise.title)}
        </Link>
        <p className="dim">{say(exercise.summary)}</p>
      </div>
      <div className={styles.figures}>
        <span className={styles.minutes}>
          <IconClock size={15} aria-hidden />
          {t('practice.minutes', { count: exercise.minutes })}
        </span>
        <ExerciseState exercise={exercise} />
        <span className={styles.progress}>
          <Progress.Root size="sm" aria-hidden>
            <Progress.Section value={(100 * done) / all} color={done === all ? 'green' : 'blue'} />
          </Progress.Root>
          <span className="num dim">{t('practice.steps', { n: done, all })}</span>
        </span>
      </div>
    </li>
  );
}

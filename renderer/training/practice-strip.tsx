import { ActionIcon, Button, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconArrowRight, IconBulb, IconChevronDown, IconChevronUp, IconCircleCheck, IconListCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { PracticeNow, PracticeScenarioView } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { KeepFocus } from '../sync/keep-focus.tsx';
import { ActProblem } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './practice.module.css';
import { useShowStep } from './show-step.ts';
import { exerciseRoute, usePractice, usePracticeText } from './use-practice.ts';

/** The exercise under way, above every screen: what is due, why, and hints one by one. In the flow, so it covers nothing. */
export function PracticeStrip() {
  const t = useT();
  const practice = usePractice();
  const current = practice?.current ?? null;
  const exercise = practice?.scenarios.find(({ id }) => id === current?.id);
  if (current === null || exercise === undefined) return null;
  return (
    <section className={styles.strip} aria-label={t('practice.strip')}>
      <KeepFocus>
        {current.step === null ? (
          <Finished exercise={exercise} />
        ) : (
          <Due key={`${current.n} ${current.step.id}`} exercise={exercise} step={current.step} place={current.place} />
        )}
      </KeepFocus>
    </section>
  );
}

const FOLDED = 'technik.practice.folded';

/** Folded stays folded over steps: whoever has read it wants the room. */
function useFolded(): readonly [boolean, (folded: boolean) => void] {
  const [folded, setFolded] = useState(() => sessionStorage.getItem(FOLDED) === 'yes');
  useEffect(() => sessionStorage.setItem(FOLDED, folded ? 'yes' : 'no'), [folded]);
  return [folded, setFolded];
}

function Due({
  exercise,
  step,
  place,
}: {
  readonly exercise: PracticeScenarioView;
  readonly step: PracticeNow;
  readonly place: number;
}) {
  const t = useT();
  const say = usePracticeText();
  const show = useShowStep();
  const client = useClient();
  const [folded, setFolded] = useFolded();
  const [hints, setHints] = useState(0);
  const press = useAct(() => client.practice.press({ step: step.id }));
  const skip = useAct(() => client.practice.skip({ step: step.id }));
  const where = t('practice.place', { n: place + 1, all: exercise.steps.length });
  return (
    <>
      <div className={styles.head}>
        <IconListCheck size={20} aria-hidden />
        <div className={styles.title}>
          <Link href={exerciseRoute(exercise)} className={styles.of}>
            {say(exercise.title)} · <span className="num">{where}</span>
          </Link>
          <strong role="status">
            <VisuallyHidden>{t('practice.due')} </VisuallyHidden>
            {say(step.title)}
          </strong>
        </div>
        <div className={styles.acts}>
          {step.button !== null && !step.pressed && (
            <Button loading={press.busy} onClick={() => press.run(undefined)}>
              {say(step.button)}
            </Button>
          )}
          <Button variant="default" rightSection={<IconArrowRight size={16} aria-hidden />} onClick={() => show(step)}>
            {t('practice.show')}
          </Button>
          <Tooltip label={t(folded ? 'practice.unfold' : 'practice.fold')} withArrow>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-expanded={!folded}
              aria-label={t(folded ? 'practice.unfold' : 'practice.fold')}
              onClick={() => setFolded(!folded)}
            >
              {folded ? <IconChevronDown size={18} /> : <IconChevronUp size={18} />}
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
      {!folded && (
        <div className={styles.body}>
          <p>{say(step.todo)}</p>
          <p className="dim">
            <strong>{t('practice.why')}</strong> {say(step.why)}
          </p>
          <div className={styles.aid}>
            <Hints step={step} shown={hints} onMore={() => setHints(hints + 1)} />
            {step.optional && (
              <Button variant="subtle" color="gray" size="compact-sm" loading={skip.busy} onClick={() => skip.run(undefined)}>
                {t('practice.skip')}
              </Button>
            )}
          </div>
        </div>
      )}
      <ActProblem act={press} />
      <ActProblem act={skip} />
    </>
  );
}

function Hints(props: { readonly step: PracticeNow; readonly shown: number; readonly onMore: () => void }) {
  const t = useT();
  const say = usePracticeText();
  const { hints } = props.step;
  if (hints.length === 0) return null;
  return (
    <div className={styles.hints} role="status">
      {hints.slice(0, props.shown).map((hint) => (
        <p key={hint.pl} className={styles.hint}>
          <IconBulb size={16} aria-hidden />
          {say(hint)}
        </p>
      ))}
      {props.shown < hints.length && (
        <Button variant="subtle" size="compact-sm" leftSection={<IconBulb size={16} aria-hidden />} onClick={props.onMore}>
          {t(props.shown === 0 ? 'practice.hint' : 'practice.nextHint')}
        </Button>
      )}
    </div>
  );
}

function Finished({ exercise }: { readonly exercise: PracticeScenarioView }) {
  const t = useT();
  const say = usePracticeText();
  const client = useClient();
  const leave = useAct(() => client.practice.leave());
  return (
    <>
      <div className={styles.head} data-tone="ok">
        <IconCircleCheck size={20} aria-hidden />
        <div className={styles.title}>
          <span className={styles.of}>{say(exercise.title)}</span>
          <strong role="status">{t('practice.finished')}</strong>
        </div>
        <div className={styles.acts}>
          <Button component={Link} href={exerciseRoute(exercise)}>
            {t('practice.showLearnt')}
          </Button>
          <Button variant="default" loading={leave.busy} onClick={() => leave.run(undefined)}>
            {t('practice.close')}
          </Button>
        </div>
      </div>
      <div className={ui.stackTight}>
        <ActProblem act={leave} />
      </div>
    </>
  );
}

import { Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { type ReactNode, Suspense } from 'react';
import { explain, type Problem } from '../../domain/problem.ts';
import { assertNever } from '../../domain/result.ts';
import { isTextKey, sentence } from '../../domain/text.ts';
import { useLanguage, useT } from '../i18n.ts';
import { useAllTexts } from '../later.tsx';
import type { Act } from '../queries.tsx';
import styles from './ui.module.css';

export type Tone = 'accent' | 'ok' | 'warn' | 'bad';

function ToneIcon({ tone }: { readonly tone: Tone }) {
  switch (tone) {
    case 'ok':
      return <IconCircleCheck size={18} aria-hidden />;
    case 'accent':
      return <IconInfoCircle size={18} aria-hidden />;
    case 'warn':
    case 'bad':
      return <IconAlertTriangle size={18} aria-hidden />;
    default:
      return assertNever(tone);
  }
}

/** A calm message beside its cause. `live` reads it out when it appears. */
export function Notice(props: { readonly tone: Tone; readonly live?: boolean; readonly children: ReactNode }) {
  return (
    <div className={styles.notice} data-tone={props.tone} role={props.live ? 'status' : undefined}>
      <ToneIcon tone={props.tone} />
      <div className={styles.noticeBody}>{props.children}</div>
    </div>
  );
}

/** An expected failure: the sentence, what to do where one is known, and the code small beside it for the telephone. */
export function ProblemNotice(props: { readonly problem: Problem; readonly tone?: Tone; readonly children?: ReactNode }) {
  return (
    <Notice tone={props.tone ?? 'bad'} live>
      <Suspense fallback={<span className={styles.code}>{props.problem.code}</span>}>
        <Explained problem={props.problem} />
      </Suspense>
      {props.children}
    </Notice>
  );
}

function Explained({ problem }: { readonly problem: Problem }) {
  useAllTexts();
  const language = useLanguage();
  const advice = `${problem.code}.advice`;
  return (
    <span>
      {explain(problem, language)} {isTextKey(advice) && sentence(advice, problem.params, language)}{' '}
      <span className={styles.code}>{problem.code}</span>
    </span>
  );
}

/** What became of the last try of an act, if it did not work. */
export function ActProblem<I>({ act }: { readonly act: Act<I> }) {
  const t = useT();
  if (act.problem !== null) return <ProblemNotice problem={act.problem} />;
  if (!act.crashed) return null;
  return (
    <Notice tone="bad" live>
      {t('error.unexpected')}
    </Notice>
  );
}

export function PageSkeleton() {
  const t = useT();
  return (
    <div className={styles.page} role="status" aria-label={t('state.loading')}>
      <Skeleton h={28} w="40%" />
      <Skeleton h={64} />
      <Skeleton h={180} />
      <Skeleton h={120} />
    </div>
  );
}

/** @param props.page where it stands for the whole screen */
export function Empty(props: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly page?: boolean;
  readonly children?: ReactNode;
}) {
  const Title = props.page ? 'h1' : 'h2';
  return (
    <div className={styles.empty}>
      {props.icon}
      <Title>{props.title}</Title>
      {props.children}
    </div>
  );
}

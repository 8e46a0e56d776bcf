import { Button } from '@mantine/core';
import { IconCircleCheck, IconCloudOff, IconCloudUp, IconDeviceLaptop, IconRefresh } from '@tabler/icons-react';
import { Link } from 'wouter';
import { explain } from '../../domain/problem.ts';
import { assertNever } from '../../domain/result.ts';
import type { AppStatus } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { type Translate, useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { Fact, Facts } from '../ui/parts.tsx';
import { ActProblem, Notice, type Tone } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './sync.module.css';
import { pressing, unsentCount } from './unsent-words.ts';
import { useNow } from './use-now.ts';
import { whatStops } from './what-stops.ts';

type Sync = AppStatus['sync'];
const MINUTE_MS = 60_000;
/** Clocks that differ by less than this are all right for people. */
const WRONG_CLOCK_MS = 2 * MINUTE_MS;

/** The state in one sentence, since when, what comes next, and the one thing to do about it. */
export function SyncState({ status: { sync, device } }: { readonly status: AppStatus }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const act = useAct(() => client.sync.now());
  const now = useNow(sync.nextTryAt !== null);
  const working = act.busy || sync.state === 'syncing' || sync.state === 'connecting';
  const enrol = sync.state === 'notEnrolled' || whatStops(sync.problem) === 'signIn';
  const press = pressing(t, sync.unsent, now);
  return (
    <section className={styles.state} data-tone={toneOf(sync)} aria-labelledby="sync-sentence">
      <div className={styles.stateHead}>
        <StateIcon sync={sync} />
        <div className={ui.grow}>
          <h2 id="sync-sentence">{sentenceOf(t, sync)}</h2>
          {sync.problem !== null && (
            <p className={styles.stateText}>
              {explain(sync.problem, language)} <span className={ui.code}>{sync.problem.code}</span>
            </p>
          )}
          <p className={styles.stateText}>{next(t, sync, now)}</p>
        </div>
        {enrol && (
          <Button component={Link} href="/settings">
            {t('sync.toSettings')}
          </Button>
        )}
        {sync.state !== 'notEnrolled' && (
          <Button
            // Where something else has to be done first, that is what stands out.
            variant={!enrol && (sync.state === 'offline' || sync.unsent.attention === 0) ? 'filled' : 'default'}
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={working}
            onClick={() => act.run(undefined)}
          >
            {t('sync.now')}
          </Button>
        )}
      </div>
      {act.problem?.code !== sync.problem?.code && <ActProblem act={act} />}
      {press !== undefined && (
        <Notice tone="bad">
          {sync.unsent.nearest !== null && sync.unsent.nearest.deadline.daysLeft <= 2 ? (
            <span>
              {t('unsent.press', { what: press, count: unsentCount(sync) })}{' '}
              <Link href={`/tickets/${sync.unsent.nearest.ticketId}`}>{sync.unsent.nearest.name}</Link>
            </span>
          ) : (
            t('unsent.pressOld', { what: press })
          )}
        </Notice>
      )}
      {sync.clockOffsetMs !== null && Math.abs(sync.clockOffsetMs) >= WRONG_CLOCK_MS && (
        <Notice tone="warn">{clockText(t, sync.clockOffsetMs)}</Notice>
      )}
      <Facts>
        <Fact label={t('sync.stateSince')}>{formatInstant(sync.since, language)}</Fact>
        <Fact label={t('sync.lastSuccess')}>
          {sync.lastSuccessAt === null ? t('sync.never') : formatInstant(sync.lastSuccessAt, language)}
        </Fact>
        {device !== null && (
          <>
            <Fact label={t('sync.device')}>
              {device.technicianName}, {device.dealerName}
            </Fact>
            <Fact label={t('settings.server')}>{device.server}</Fact>
          </>
        )}
      </Facts>
    </section>
  );
}

function StateIcon({ sync }: { readonly sync: Sync }) {
  const size = { size: 28, 'aria-hidden': true } as const;
  if (sync.state === 'notEnrolled') return <IconDeviceLaptop {...size} />;
  if (sync.state === 'offline') return <IconCloudOff {...size} />;
  return unsentCount(sync) > 0 ? <IconCloudUp {...size} /> : <IconCircleCheck {...size} />;
}

function toneOf(sync: Sync): Tone {
  if (sync.state === 'offline' || sync.state === 'notEnrolled') return 'warn';
  return unsentCount(sync) > 0 || sync.state === 'connecting' ? 'accent' : 'ok';
}

function sentenceOf(t: Translate, sync: Sync): string {
  const { attention } = sync.unsent;
  switch (sync.state) {
    case 'notEnrolled':
      return t('sync.notEnrolled');
    case 'connecting':
      return t('sync.connecting');
    case 'offline':
      return offlineSentence(t, sync);
    case 'syncing':
    case 'idle':
      if (attention > 0) return t('sync.needsYou', { count: attention });
      return sync.waiting > 0 ? t('sync.onlineWith', { count: sync.waiting }) : t('sync.allThere');
    default:
      return assertNever(sync.state);
  }
}

function offlineSentence(t: Translate, { problem, waiting }: Sync): string {
  const stops = whatStops(problem);
  if (stops === 'line') return waiting > 0 ? t('sync.offlineWith', { count: waiting }) : t('sync.offlineNothing');
  const sentence = t(`sync.stops.${stops}`);
  return waiting > 0 ? `${sentence}, ${t('sync.stops.waiting', { count: waiting })}` : sentence;
}

function next(t: Translate, { state, nextTryAt, waiting }: Sync, now: number): string {
  if (state === 'notEnrolled') return t('sync.notEnrolledText');
  if (state === 'offline') {
    if (nextTryAt === null) return waiting > 0 ? t('sync.keptHere') : '';
    return untilNext(t, nextTryAt, now);
  }
  if (state !== 'idle' || waiting === 0 || nextTryAt === null) return t('sync.byItself');
  // Something was put off, or waits for a proof: nobody says when its time has come, so it is asked about again.
  return untilNext(t, nextTryAt, now);
}

function untilNext(t: Translate, nextTryAt: string, now: number): string {
  const seconds = Math.ceil((Date.parse(nextTryAt) - now) / 1000);
  return seconds > 0 ? t('sync.nextIn', { count: seconds }) : t('sync.nextSoon');
}

function clockText(t: Translate, offsetMs: number): string {
  const count = Math.round(Math.abs(offsetMs) / MINUTE_MS);
  return t(offsetMs > 0 ? 'sync.clockSlow' : 'sync.clockFast', { count });
}

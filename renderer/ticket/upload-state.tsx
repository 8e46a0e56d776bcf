import { Button, Progress } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheckFilled,
  IconClock,
  IconCloudUp,
  IconPlayerPause,
  IconPlayerPlay,
  type TablerIcon,
} from '@tabler/icons-react';
import type { UploadView } from '../../electron/core/api/views.ts';
import { formatTime } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useAct, useClient } from '../queries.tsx';
import { ActProblem, ProblemNotice, type Tone } from '../ui/states.tsx';
import { Pill } from '../ui/status-pill.tsx';
import styles from './attach.module.css';
import { formatSize } from './file-text.ts';

const look: Readonly<Record<UploadView['state'], { readonly icon: TablerIcon; readonly tone?: Tone; readonly text: UiKey }>> = {
  waiting: { icon: IconClock, tone: 'warn', text: 'uploads.waiting' },
  uploading: { icon: IconCloudUp, tone: 'accent', text: 'uploads.uploading' },
  paused: { icon: IconPlayerPause, tone: 'warn', text: 'uploads.paused' },
  sent: { icon: IconCircleCheckFilled, tone: 'ok', text: 'uploads.sent' },
  stuck: { icon: IconAlertTriangle, tone: 'bad', text: 'uploads.stuck' },
};

const percentOf = ({ sent, size }: UploadView): number => (size === 0 ? 0 : Math.floor((100 * sent) / size));

export function UploadPill({ upload }: { readonly upload: UploadView }) {
  const t = useT();
  const { icon, tone, text } = look[upload.state];
  return (
    <Pill icon={icon} {...(tone === undefined ? {} : { tone })}>
      {t(text, { percent: percentOf(upload) })}
    </Pill>
  );
}

/** How far a file is, with a real measure, why it stands still, and the one thing that can be done about it here. */
export function UploadProgress({ upload }: { readonly upload: UploadView }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const pause = useAct((paused: boolean) => client.files.pause({ sha256: upload.sha256, paused }));
  const { state, name, sent, size, problem, nextTryAt } = upload;
  if (state === 'sent') return null;
  const paused = state === 'paused';
  return (
    <div className={styles.upload}>
      {state !== 'stuck' && (
        <div className={styles.measure}>
          <Progress value={percentOf(upload)} aria-label={t('uploads.of', { name })} className={styles.bar ?? ''} />
          <span className="dim num">
            {t('uploads.measure', { sent: formatSize(sent, language), size: formatSize(size, language) })}
          </span>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={paused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
            loading={pause.busy}
            aria-label={t(paused ? 'uploads.resumeOf' : 'uploads.pauseOf', { name })}
            onClick={() => pause.run(!paused)}
          >
            {t(paused ? 'uploads.resume' : 'uploads.pause')}
          </Button>
        </div>
      )}
      {problem !== null && (
        <ProblemNotice problem={problem} tone={state === 'stuck' ? 'bad' : 'warn'}>
          {nextTryAt !== null && (
            <span className="num">{t('uploads.nextTry', { at: formatTime(nextTryAt, language, true) })}</span>
          )}
        </ProblemNotice>
      )}
      <ActProblem act={pause} />
    </div>
  );
}

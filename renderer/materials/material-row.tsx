import { Progress } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheckFilled,
  IconClock,
  IconCloudDownload,
  IconDownload,
  IconFileText,
  IconPhoto,
  type TablerIcon,
} from '@tabler/icons-react';
import { explain } from '../../domain/problem.ts';
import type { MaterialState, MaterialView } from '../../electron/core/api/views.ts';
import { formatDate } from '../format.ts';
import { type UiKey, useLanguage, useT } from '../i18n.ts';
import { useClient } from '../queries.tsx';
import { formatSize } from '../ticket/file-text.ts';
import { useOpening } from '../ticket/open-file.tsx';
import type { Tone } from '../ui/states.tsx';
import { Pill } from '../ui/status-pill.tsx';
import ui from '../ui/ui.module.css';
import styles from './materials.module.css';

const looks: Readonly<Record<MaterialState, { readonly icon: TablerIcon; readonly tone?: Tone; readonly text: UiKey }>> = {
  here: { icon: IconCircleCheckFilled, tone: 'ok', text: 'materials.here' },
  coming: { icon: IconDownload, tone: 'accent', text: 'materials.coming' },
  waits: { icon: IconClock, text: 'materials.waits' },
  failed: { icon: IconAlertTriangle, tone: 'warn', text: 'materials.failed' },
  onDemand: { icon: IconCloudDownload, text: 'materials.onDemand' },
};

/** One material: what it is, whether it is here, and the way to read it. */
export function MaterialRow({ material }: { readonly material: MaterialView }) {
  const t = useT();
  const language = useLanguage();
  const client = useClient();
  const { id, title, description, state, older, size, fetched, problem } = material;
  // Until the present version has come, the one before is better than none.
  const sha256 = state !== 'here' && older !== null ? older.sha256 : material.sha256;
  const { buttons, below } = useOpening(title, (offset) => client.materials.read({ id, sha256, offset }));
  const look = looks[state];
  const Kind = material.type === 'application/pdf' ? IconFileText : IconPhoto;
  return (
    <li className={styles.row}>
      <Kind size={22} aria-hidden color="var(--m-dim)" />
      <div className={styles.what}>
        <strong className="break">{title}</strong>
        {description !== '' && <span className="break">{description}</span>}
        <span className={`${styles.facts} dim num`}>
          <span>{t('materials.updated', { on: formatDate(material.updatedOn, language) })}</span>
          <span>{formatSize(size, language)}</span>
          <span>
            {material.pcposVersions.length === 0
              ? t('materials.anyVersion')
              : t('materials.versions', { versions: material.pcposVersions.join(', ') })}
          </span>
        </span>
        {state === 'coming' && (
          <Progress
            className={styles.progress ?? ''}
            value={(100 * fetched) / size}
            aria-label={t('materials.progressOf', { title })}
          />
        )}
        {older !== null && <span>{t('materials.older', { on: formatDate(older.updatedOn, language) })}</span>}
        {problem !== null && (
          <span>
            {explain(problem, language)} <span className={ui.code}>{problem.code}</span>
          </span>
        )}
      </div>
      <div className={styles.side}>
        <Pill icon={look.icon} {...(look.tone === undefined ? {} : { tone: look.tone })}>
          {t(look.text, { percent: Math.floor((100 * fetched) / size) })}
        </Pill>
        <div className={ui.row}>{buttons}</div>
      </div>
      <div className={styles.below}>{below}</div>
    </li>
  );
}

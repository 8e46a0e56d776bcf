import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useLanguage, useT } from '../i18n.ts';
import { formatSize } from '../ticket/file-text.ts';
import { ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import styles from './scan.module.css';
import type { Refused } from './use-scan.ts';

/** A file that cannot be attached, and why. */
export function RefusedRow({ file, dismiss }: { readonly file: Refused; readonly dismiss: () => void }) {
  const t = useT();
  const language = useLanguage();
  return (
    <li className={styles.card}>
      <div className={ui.row}>
        <div className={ui.grow}>
          <strong className="break">{file.name}</strong> <span className="dim num">{formatSize(file.size, language)}</span>
        </div>
        <Button
          variant="subtle"
          color="gray"
          onClick={dismiss}
          aria-label={t('attach.removeOf', { name: file.name })}
          leftSection={<IconX size={16} aria-hidden />}
        >
          {t('attach.remove')}
        </Button>
      </div>
      <ProblemNotice problem={file.problem} />
    </li>
  );
}

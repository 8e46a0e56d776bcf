import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { Problem } from '../../domain/problem.ts';
import { useT } from '../i18n.ts';
import { ProblemNotice } from './states.tsx';
import ui from './ui.module.css';

/** In place of a page that cannot be shown: why, and the way back. */
export function MissingPage({ problem }: { readonly problem: Problem }) {
  const t = useT();
  return (
    <div className={ui.page}>
      <h1>{t('missing.title')}</h1>
      <ProblemNotice problem={problem}>
        <div className={ui.row}>
          <Button component={Link} href="/" variant="default">
            {t('action.backToList')}
          </Button>
        </div>
      </ProblemNotice>
    </div>
  );
}

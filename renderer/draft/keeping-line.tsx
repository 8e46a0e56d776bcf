import { Button } from '@mantine/core';
import { formatTime } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Notice, ProblemNotice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import type { Keeping } from './use-kept-draft.ts';

/** Whether what was typed is safe, small and calm. */
export function KeepingLine({ keeping }: { readonly keeping: Keeping }) {
  const t = useT();
  const language = useLanguage();
  const text =
    keeping.state === 'kept'
      ? t('quote.draft.kept', { at: formatTime(keeping.at, language, true) })
      : keeping.state === 'keeping'
        ? t('quote.draft.keeping')
        : keeping.state === 'away'
          ? t('quote.draft.away')
          : '';
  return <span className="dim num">{text}</span>;
}

/** What keeps the draft from being kept, and the way out. */
export function KeepingTrouble(props: { readonly keeping: Keeping; readonly settle: (whose: 'mine' | 'theirs') => void }) {
  const { keeping, settle } = props;
  const t = useT();
  const language = useLanguage();
  if (keeping.state === 'failed') return <ProblemNotice problem={keeping.problem} />;
  if (keeping.state !== 'elsewhere') return null;
  const { at } = keeping.other;
  return (
    <Notice tone="warn" live>
      <span>
        {at === null ? t('quote.draft.goneElsewhere') : t('quote.draft.elsewhere', { at: formatTime(at, language, true) })}
      </span>
      <div className={ui.row}>
        <Button variant="default" onClick={() => settle('theirs')}>
          {t(at === null ? 'quote.draft.letGo' : 'quote.draft.theirs')}
        </Button>
        <Button variant="default" onClick={() => settle('mine')}>
          {t('quote.draft.mine')}
        </Button>
      </div>
    </Notice>
  );
}

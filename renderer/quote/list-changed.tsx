import { Button } from '@mantine/core';
import type { PriceList } from '../../domain/model/index.ts';
import { formatGrosze } from '../../domain/money.ts';
import type { KeptDraft } from '../../electron/core/api/views.ts';
import { formatDate } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Notice } from '../ui/states.tsx';
import ui from '../ui/ui.module.css';
import { ChangeList } from './change-list.tsx';
import type { ListChanges } from './changes.ts';

/** The list or the day is another one than when the draft was last looked at: what that did to its lines. */
export function ListChanged(props: {
  readonly was: NonNullable<KeptDraft['basis']>;
  readonly is: PriceList;
  readonly drift: ListChanges;
  readonly onRead: () => void;
}) {
  const t = useT();
  const language = useLanguage();
  const { was, is, drift } = props;
  const day = formatDate(was.day, language);
  return (
    <Notice tone="warn" live>
      <span>
        {was.list.id === is.id
          ? t('quote.dayChanged', { day })
          : t('quote.listChanged', { was: was.list.name, is: is.name, day })}
      </span>
      <ChangeList changes={drift.changes} />
      {drift.before !== drift.now && (
        <span className="num">
          {t('quote.listDifference', { before: formatGrosze(drift.before), now: formatGrosze(drift.now) })}
        </span>
      )}
      <div className={ui.row}>
        <Button variant="default" onClick={props.onRead}>
          {t('quote.listRead')}
        </Button>
      </div>
    </Notice>
  );
}

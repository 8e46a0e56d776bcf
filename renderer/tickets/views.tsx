import { Button } from '@mantine/core';
import { IconBookmarkPlus } from '@tabler/icons-react';
import { memo, Suspense, useState } from 'react';
import type { TicketSelection } from '../../electron/core/api/list-contract.ts';
import { useT } from '../i18n.ts';
import { later } from '../later.tsx';
import { defaultViews } from './default-views.ts';
import { useLook } from './look.ts';
import { isSame, narrowed, useTicketList } from './ticket-query.tsx';
import styles from './tickets.module.css';

const SaveView = later(async () => (await import('./save-view.tsx')).SaveView);
const DropView = later(async () => (await import('./drop-view.tsx')).DropView);

/** Questions that are asked again and again, one click each. */
export const Views = memo(function Views() {
  const t = useT();
  const { look } = useLook();
  const { selection, change } = useTicketList();
  const [saving, setSaving] = useState(false);
  const own = look.views.find((view) => isSame(view.query, selection));
  const isKnown = own !== undefined || defaultViews.some((view) => isSame(view.query, selection));
  const view = (key: string, name: string, query: TicketSelection) => (
    <li key={key}>
      <button type="button" className={styles.view} aria-pressed={isSame(query, selection)} onClick={() => change(query)}>
        {name}
      </button>
    </li>
  );
  return (
    <div className={styles.views}>
      <ul aria-label={t('view.list')}>
        {defaultViews.map(({ name, query }) => view(name, t(name), query))}
        {look.views.map(({ id, name, query }) => view(id, name, query))}
      </ul>
      <Suspense>
        <DropView view={own} />
      </Suspense>
      {!isKnown && (narrowed(selection).length > 0 || selection.sort !== 'urgency') && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconBookmarkPlus size={16} aria-hidden />}
          onClick={() => setSaving(true)}
        >
          {t('view.save')}
        </Button>
      )}
      {saving && (
        <Suspense>
          <SaveView selection={selection} onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </div>
  );
});

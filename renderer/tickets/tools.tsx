import { Button, Popover } from '@mantine/core';
import { IconColumns, IconFileExport } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useT } from '../i18n.ts';
import styles from './tickets.module.css';

const Columns = lazy(async () => ({ default: (await import('./choose-columns.tsx')).ChooseColumns }));
const ExportList = lazy(async () => ({ default: (await import('./export-list.tsx')).ExportList }));

/** What one does with the list as a whole. */
export function Tools({ total }: { readonly total: number | null }) {
  const t = useT();
  return (
    <div className={styles.headTools}>
      <Popover position="bottom-end" withArrow shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <Button variant="default" leftSection={<IconColumns size={16} aria-hidden />}>
            {t('columns.choose')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('columns.choose')}>
          <Suspense>
            <Columns />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
      <Popover position="bottom-end" withArrow shadow="md" trapFocus returnFocus width={340} keepMounted>
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<IconFileExport size={16} aria-hidden />}
            disabled={total === null || total === 0}
          >
            {t('export.button')}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('export.button')}>
          <Suspense>
            <ExportList total={total ?? 0} />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}

import { IconColumns, IconFileExport } from '@tabler/icons-react';
import { memo } from 'react';
import { useT } from '../i18n.ts';
import { later } from '../later.tsx';
import { Panel } from './panel.tsx';
import styles from './tickets.module.css';

const Columns = later(async () => (await import('./choose-columns.tsx')).ChooseColumns);
const ExportList = later(async () => (await import('./export-list.tsx')).ExportList);

/** What one does with the list as a whole. */
export const Tools = memo(function Tools({ total }: { readonly total: number | null }) {
  const t = useT();
  return (
    <div className={styles.headTools}>
      <Panel label={t('columns.choose')} icon={<IconColumns size={16} aria-hidden />}>
        <Columns />
      </Panel>
      <Panel
        label={t('export.button')}
        icon={<IconFileExport size={16} aria-hidden />}
        width={340}
        disabled={total === null || total === 0}
      >
        <ExportList total={total ?? 0} />
      </Panel>
    </div>
  );
});

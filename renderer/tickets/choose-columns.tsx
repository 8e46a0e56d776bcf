import { Button, Checkbox } from '@mantine/core';
import { useT } from '../i18n.ts';
import ui from '../ui/ui.module.css';
import { allColumns, columnTitles, useLook } from './look.ts';
import styles from './tickets.module.css';

/** Which columns are shown. The name stays: it leads to the ticket. */
export function ChooseColumns() {
  const t = useT();
  const { look, set } = useLook();
  return (
    <div className={ui.stack}>
      <fieldset className={styles.columns} aria-label={t('columns.choose')}>
        {allColumns.map((column) => (
          <Checkbox
            key={column}
            label={t(columnTitles[column])}
            checked={look.columns.includes(column)}
            disabled={column === 'name'}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              set({ columns: allColumns.filter((one) => (one === column ? on : look.columns.includes(one))) });
            }}
          />
        ))}
      </fieldset>
      <Button variant="subtle" size="compact-sm" onClick={() => set({ columns: [...allColumns] })}>
        {t('columns.all')}
      </Button>
    </div>
  );
}

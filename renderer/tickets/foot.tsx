import { SegmentedControl } from '@mantine/core';
import { memo } from 'react';
import { useT } from '../i18n.ts';
import { Pager } from '../ui/pager.tsx';
import ui from '../ui/ui.module.css';
import { sizes, useLook } from './look.ts';
import { useTicketList } from './ticket-query.tsx';
import styles from './tickets.module.css';

/** 10, 25 or 50 at a time, or all in one. */
export const Foot = memo(function Foot({ total }: { readonly total: number | null }) {
  const t = useT();
  const { look, set } = useLook();
  const { page, turnTo } = useTicketList();
  if (total === null || total === 0) return null;
  return (
    <div className={styles.foot}>
      <div className={ui.row}>
        <span className="dim" id="page-size">
          {t('tickets.pageSize')}
        </span>
        <SegmentedControl
          size="xs"
          aria-labelledby="page-size"
          data={sizes.map((size) => ({ value: String(size), label: size === 'endless' ? t('tickets.endless') : String(size) }))}
          value={String(look.size)}
          onChange={(value) => {
            turnTo(0);
            set({ size: sizes.find((size) => String(size) === value) ?? 'endless' });
          }}
        />
      </div>
      {look.size !== 'endless' && <Pager page={page} pages={Math.max(1, Math.ceil(total / look.size))} onPage={turnTo} />}
    </div>
  );
});

import { Pagination } from '@mantine/core';
import { useT } from '../i18n.ts';

/** Pages of a list, counted from 0; nothing where there is only one. */
export function Pager(props: { readonly page: number; readonly pages: number; readonly onPage: (page: number) => void }) {
  const t = useT();
  const { page, pages, onPage } = props;
  if (pages < 2) return null;
  const label = (kind: string) =>
    kind === 'next' ? t('tickets.nextPage') : kind === 'previous' ? t('tickets.previousPage') : undefined;
  return (
    <Pagination
      size="md"
      total={pages}
      value={page + 1}
      onChange={(value) => onPage(value - 1)}
      getControlProps={(control) => ({ 'aria-label': label(control) })}
      getItemProps={(number) => ({ 'aria-label': t('tickets.page', { number }) })}
    />
  );
}

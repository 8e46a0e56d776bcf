import { IconInbox } from '@tabler/icons-react';
import type { InboxItem, PageOf } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { Pager } from '../ui/pager.tsx';
import { Section } from '../ui/parts.tsx';
import ui from '../ui/ui.module.css';
import { InboxEntry } from './inbox-item.tsx';
import { KeepFocus } from './keep-focus.tsx';
import styles from './sync.module.css';

interface InboxProps {
  readonly items: readonly InboxItem[];
  readonly page: PageOf;
  readonly onPage: (page: number) => void;
}

/** What the person has to look at. What was built on something lies with it, and is not asked about apart. */
export function Inbox({ items, page, onPage }: InboxProps) {
  const t = useT();
  const groups = grouped(items);
  return (
    <Section title={t('inbox.title')} state={<span className="num dim">{page.count}</span>} flush>
      <KeepFocus>
        {items.length === 0 ? (
          <p className={`${ui.sectionBody} ${styles.quiet}`}>
            <IconInbox size={18} aria-hidden />
            {t('inbox.empty')}
          </p>
        ) : (
          <>
            <ul className={styles.entries}>
              {groups.map(({ item, built }) => (
                <InboxEntry key={item.id} item={item} built={built} />
              ))}
            </ul>
            <Foot page={page} onPage={onPage} />
          </>
        )}
      </KeepFocus>
    </Section>
  );
}

/** Which part of a long list this is. */
export function Foot({ page: { page, pages }, onPage }: Omit<InboxProps, 'items'>) {
  const t = useT();
  if (pages < 2) return null;
  return (
    <div className={styles.foot}>
      <span className="dim num">{t('sync.pageOf', { page: page + 1, pages })}</span>
      <Pager page={page} pages={pages} onPage={onPage} />
    </div>
  );
}

function grouped(items: readonly InboxItem[]): readonly { readonly item: InboxItem; readonly built: readonly InboxItem[] }[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const root = (item: InboxItem): InboxItem => {
    const on = item.builtOn === null ? undefined : byId.get(item.builtOn.id);
    return on === undefined ? item : root(on);
  };
  const groups = Map.groupBy(items, root);
  return [...groups].map(([item, members]) => ({ item, built: members.filter((other) => other !== item) }));
}

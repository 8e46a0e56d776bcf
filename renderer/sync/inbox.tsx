import { IconInbox } from '@tabler/icons-react';
import type { InboxItem } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import { Section } from '../ui/parts.tsx';
import ui from '../ui/ui.module.css';
import { InboxEntry } from './inbox-item.tsx';
import styles from './sync.module.css';

/** What the person has to look at. What was built on something lies with it, and is not asked about apart. */
export function Inbox({ items }: { readonly items: readonly InboxItem[] }) {
  const t = useT();
  const groups = grouped(items);
  return (
    <Section title={t('inbox.title')} state={<span className="num dim">{items.length}</span>} flush>
      {items.length === 0 ? (
        <p className={`${ui.sectionBody} ${styles.quiet}`}>
          <IconInbox size={18} aria-hidden />
          {t('inbox.empty')}
        </p>
      ) : (
        <ul className={styles.entries}>
          {groups.map(({ item, built }) => (
            <InboxEntry key={item.id} item={item} built={built} />
          ))}
        </ul>
      )}
    </Section>
  );
}

export function grouped(
  items: readonly InboxItem[],
): readonly { readonly item: InboxItem; readonly built: readonly InboxItem[] }[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const root = (item: InboxItem): InboxItem => {
    const on = item.builtOn === null ? undefined : byId.get(item.builtOn.id);
    return on === undefined ? item : root(on);
  };
  return items
    .filter((item) => root(item) === item)
    .map((item) => ({ item, built: items.filter((other) => other !== item && root(other) === item) }));
}

import { Modal } from '@mantine/core';
import { type UiKey, useT } from '../i18n.ts';
import ui from '../ui/ui.module.css';
import styles from './shell.module.css';
import { allShortcuts, keysOf, shortcuts } from './shortcuts.ts';

/** Keys that work within a list. */
const inList: readonly { readonly keys: readonly string[]; readonly label: UiKey }[] = [
  { keys: ['↑', '↓'], label: 'shortcut.list.move' },
  { keys: ['Page Up', 'Page Down', 'Home', 'End'], label: 'shortcut.list.far' },
  { keys: ['Enter'], label: 'shortcut.list.open' },
  { keys: ['A–Ż', '0–9'], label: 'shortcut.list.type' },
  { keys: ['Esc'], label: 'shortcut.escape' },
];

export function ShortcutsHelp({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const line = (label: string, keys: readonly string[]) => (
    <div key={label} className={styles.shortcut}>
      <dt>{label}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key} className={styles.key}>
            {key}
          </kbd>
        ))}
      </dd>
    </div>
  );
  return (
    <Modal opened onClose={onClose} title={t('shortcut.help')} closeButtonProps={{ 'aria-label': t('action.dismiss') }}>
      <div className={ui.stack}>
        <section aria-label={t('shortcut.everywhere')}>
          <h3>{t('shortcut.everywhere')}</h3>
          <dl>{allShortcuts.map((one) => line(t(shortcuts[one].label), keysOf(one).split(' ')))}</dl>
        </section>
        <section aria-label={t('shortcut.inList')}>
          <h3>{t('shortcut.inList')}</h3>
          <dl>{inList.map(({ label, keys }) => line(t(label), keys))}</dl>
        </section>
      </div>
    </Modal>
  );
}

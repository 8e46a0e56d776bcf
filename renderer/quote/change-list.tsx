import { useLanguage, useT } from '../i18n.ts';
import type { QuoteChange } from './changes.ts';
import styles from './quote.module.css';
import { changeText } from './texts.ts';

export function ChangeList({ changes }: { readonly changes: readonly QuoteChange[] }) {
  const t = useT();
  const language = useLanguage();
  const sentences = changes.map((change) => changeText(t, change, language));
  return (
    <ul className={styles.list}>
      {sentences.map((text, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may change in the same way
        <li key={`${i} ${text}`}>{text}</li>
      ))}
    </ul>
  );
}

import type { TillFactsView } from '../../electron/core/api/views.ts';
import { formatInstant } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import styles from './settings.module.css';

/** The end of PC-POS's own log, the newest line in sight. */
export function TillLog({ log }: { readonly log: NonNullable<TillFactsView['log']> }) {
  const t = useT();
  const at = formatInstant(log.writtenAt, useLanguage());
  const title = t('settings.log');
  return (
    <div>
      <h3>{title}</h3>
      <p className="dim">
        <span className="mono break">{log.file}</span>, {t('settings.logWritten', { at })}
      </p>
      <section
        className={styles.log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={title}
        ref={(block) => {
          if (block !== null) block.scrollTop = block.scrollHeight;
        }}
      >
        {log.lines.length === 0 ? <p className="dim">{t('settings.logEmpty')}</p> : <pre>{log.lines.join('\n')}</pre>}
      </section>
    </div>
  );
}

import type { DiffLine } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import styles from './sub-ticket.module.css';

const signs: Readonly<Record<DiffLine['kind'], string>> = { same: '', removed: '−', added: '+', gap: '⋯' };

/** The change to the file as a diff; the sign, not only the colour, says what comes and goes. */
export function Diff({ lines }: { readonly lines: readonly DiffLine[] }) {
  const t = useT();
  if (lines.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.diff} tabIndex={0} aria-label={t('configuration.diff')}>
      <table>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.kind}-${line.line}`} data-kind={line.kind}>
              <td className={styles.number}>{line.kind === 'gap' ? '' : line.line}</td>
              <td className={styles.sign}>
                <span aria-hidden>{signs[line.kind]}</span>
              </td>
              <td>
                {line.kind === 'removed' ? <del>{line.text}</del> : line.kind === 'added' ? <ins>{line.text}</ins> : line.text}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

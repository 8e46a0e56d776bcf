import type { DiffLine } from '../../electron/core/api/views.ts';
import { useT } from '../i18n.ts';
import styles from './diff.module.css';
import { type DiffCell, type DiffRow, diffRows } from './diff-rows.ts';

/**
 * The change to the file, before and after side by side, one under the other where there is no room for that. The
 * sign and the underline, not only the colour, say what comes and goes.
 */
export function Diff({ lines }: { readonly lines: readonly DiffLine[] }) {
  const t = useT();
  if (lines.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.diff} tabIndex={0} aria-label={t('configuration.diff')}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <Sign of="before" /> {t('configuration.before')}
            </th>
            <th scope="col">
              <Sign of="after" /> {t('configuration.after')}
            </th>
          </tr>
        </thead>
        <tbody>
          {diffRows(lines).map((row, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and are never moved
            <Row key={n} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Side = 'before' | 'after';

const Sign = ({ of }: { readonly of: Side }) => (
  <span className={styles.sign} data-side={of} aria-hidden>
    {of === 'before' ? '−' : '+'}
  </span>
);

function Row({ row }: { readonly row: DiffRow }) {
  const t = useT();
  if (row.kind === 'gap')
    return (
      <tr data-kind="gap">
        <td colSpan={2}>
          <span aria-hidden>⋯</span> {t('configuration.gap')}
        </td>
      </tr>
    );
  return (
    <tr data-kind={row.kind}>
      <Cell side="before" kind={row.kind} cell={row.before} />
      <Cell side="after" kind={row.kind} cell={row.after} />
    </tr>
  );
}

function Cell({ side, kind, cell }: { readonly side: Side; readonly kind: 'same' | 'changed'; readonly cell: DiffCell | null }) {
  if (cell === null) return <td data-side={side} data-empty />;
  const [head, changed, tail] = cell.text;
  const Mark = side === 'before' ? 'del' : 'ins';
  return (
    <td data-side={side}>
      <div className={styles.cell}>
        <span className={styles.number}>{cell.line}</span>
        <span>{kind === 'changed' && <Sign of={side} />}</span>
        <span className={styles.text}>
          {head}
          {changed !== '' && <Mark data-whole={(head === '' && tail === '') || undefined}>{changed}</Mark>}
          {tail}
        </span>
      </div>
    </td>
  );
}

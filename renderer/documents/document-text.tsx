import { useId } from 'react';
import { assertNever } from '../../domain/result.ts';
import type { ContentBlock, DocumentContent } from '../../electron/core/api/views.ts';
import styles from './documents.module.css';

/** What stands on the paper, as text that grows with the reader's letters and is read out. */
export function DocumentText({ content, label }: { readonly content: DocumentContent; readonly label: string }) {
  const id = useId();
  return (
    <section
      className={styles.paper}
      lang="pl"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <h3>{content.title}</h3>
      {content.blocks.map((block, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one document never move
        <Block key={`${id}${i}`} block={block} />
      ))}
    </section>
  );
}

function Block({ block }: { readonly block: ContentBlock }) {
  switch (block.type) {
    case 'heading':
      return <h4>{block.text}</h4>;
    case 'paragraph':
      return <p>{block.text}</p>;
    case 'code':
      return <p>{block.text}</p>;
    case 'list':
      return (
        <ol>
          {block.items.map((item, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the points of one list never move
            <li key={i}>{item}</li>
          ))}
        </ol>
      );
    case 'fields':
      return (
        <dl>
          {block.rows.map(({ label, value }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one document never move
            <FieldRow key={i} label={label} value={value} />
          ))}
        </dl>
      );
    case 'table':
      return <Table block={block} />;
    // Who signs is asked beside the text; the rest is for paper only.
    case 'signatures':
    case 'space':
    case 'pageBreak':
      return null;
    default:
      return assertNever(block);
  }
}

const FieldRow = ({ label, value }: { readonly label: string; readonly value: string }) => (
  <>
    <dt>{label}</dt>
    <dd>{value}</dd>
  </>
);

const Table = ({ block: { columns, rows } }: { readonly block: Extract<ContentBlock, { type: 'table' }> }) => (
  <table>
    <thead>
      <tr>
        {columns.map(({ title, align }) => (
          <th key={title} scope="col" data-right={align === 'right' || undefined}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(({ cells, strong }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one document never move
        <tr key={i} data-strong={strong || undefined}>
          {cells.map((cell, column) => (
            <td key={columns[column]?.title ?? column} data-right={columns[column]?.align === 'right' || undefined}>
              {cell}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

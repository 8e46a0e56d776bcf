import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useT } from '../i18n.ts';
import styles from './scan.module.css';
import type { ScanDocument } from './sheets.ts';
import { Thumb } from './thumb.tsx';

/** What a page is dragged as; another window's drags are none of ours. */
const DRAGGED = 'application/x-technik-page';

export interface StripActs {
  readonly select: (sheetId: string) => void;
  readonly turn: (sheetId: string, by: 90 | -90) => void;
  readonly remove: (sheetId: string) => void;
  readonly move: (sheetId: string, toDocument: string, place: number) => void;
}

/**
 * The pages of one document in their order. One stop of the keyboard: arrows go from page to page, Alt and an arrow move one,
 * R turns it and Delete takes it out; whoever has no keyboard drags, or uses the buttons below.
 */
export function PageStrip(props: {
  readonly document: ScanDocument;
  readonly selected: string | undefined;
  readonly label: string;
  readonly busy: boolean;
  readonly acts: StripActs;
}) {
  const t = useT();
  const { document, acts, busy } = props;
  const { sheets } = document;
  const list = useRef<HTMLDivElement>(null);
  const keep = useRef(false);
  const at = Math.max(
    0,
    sheets.findIndex((s) => s.id === props.selected),
  );

  // Moved in the page, an element loses the keyboard; it comes back to the page that was moved.
  useEffect(() => {
    if (!keep.current) return;
    keep.current = false;
    (list.current?.children[at] as HTMLElement | undefined)?.focus();
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const sheet = sheets[at];
    if (sheet === undefined || busy || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const go = (act: () => void): void => {
      event.preventDefault();
      keep.current = true;
      act();
    };
    if (step !== undefined) {
      if (event.altKey) go(() => acts.move(sheet.id, document.id, placeAfter(at, step, sheets.length)));
      else go(() => acts.select((sheets[at + step] ?? sheet).id));
    } else if (event.key === 'Home') go(() => acts.select((sheets[0] ?? sheet).id));
    else if (event.key === 'End') go(() => acts.select((sheets.at(-1) ?? sheet).id));
    else if (event.key === 'Delete') go(() => acts.remove(sheet.id));
    else if (event.key.toLowerCase() === 'r') go(() => acts.turn(sheet.id, event.shiftKey ? -90 : 90));
  };

  return (
    <div
      ref={list}
      role="listbox"
      aria-label={props.label}
      aria-orientation="horizontal"
      className={styles.strip}
      onKeyDown={onKeyDown}
    >
      {sheets.map((sheet, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
        <div
          key={sheet.id}
          role="option"
          aria-selected={i === at}
          aria-label={t('scan.pageOf', { page: i + 1, count: sheets.length, name: sheet.source.file.name, turn: sheet.turn })}
          tabIndex={i === at ? 0 : -1}
          className={styles.page}
          draggable={!busy}
          onClick={() => acts.select(sheet.id)}
          onFocus={() => acts.select(sheet.id)}
          onDragStart={(event) => {
            event.dataTransfer.setData(DRAGGED, sheet.id);
            event.dataTransfer.effectAllowed = 'move';
          }}
          onDragOver={(event) => {
            if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
          }}
          onDrop={(event) => {
            const dragged = event.dataTransfer.getData(DRAGGED);
            if (dragged === '') return;
            event.preventDefault();
            event.stopPropagation();
            const box = event.currentTarget.getBoundingClientRect();
            acts.move(dragged, document.id, event.clientX > box.x + box.width / 2 ? i + 1 : i);
          }}
        >
          <Thumb sheet={sheet} />
          <span className={`${styles.number} num`} aria-hidden>
            {i + 1}
          </span>
        </div>
      ))}
    </div>
  );
}

/** Where a page goes that moves one step; the places are those before it is taken out. */
export const placeAfter = (at: number, step: number, length: number): number =>
  Math.min(length, Math.max(0, step > 0 ? at + step + 1 : at + step));

import { defaultRangeExtractor, type Range, useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTicketList } from './ticket-query.tsx';
import type { Rows } from './use-rows.ts';

/** Lines beyond what is seen that are there already when one scrolls. */
const OVERSCAN = 6;
/** They come and go so many at a time: laying out and drawing costs about the same for one as for a few. */
const BLOCK = 4;

/** Which lines are to be there, and the keyboard among them: arrows, Home, End, Page Up and Page Down. */
export function useScroller(options: {
  readonly box: RefObject<HTMLElement | null>;
  /** How many lines there are. */
  readonly count: number;
  /** Height of a line in rem; of the head above them, which stays in sight. */
  readonly line: number;
  readonly head: number;
  readonly rows: RefObject<Rows | null>;
  /** The narrow list beside a ticket has a place of its own, and leaves that of the wide one alone. */
  readonly beside?: boolean;
}) {
  const { box, count, rows } = options;
  const { place: wide, side, selection, page } = useTicketList();
  const [place, other] = options.beside ? [side, wide] : [wide, side];
  const rem = useRem();
  const [activeIndex, setActive] = useState(place.current.index);
  const wanted = useRef<number | null>(null);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(inBlocks(range));
      // The line that has the keyboard stays there, however far one scrolls; else the keyboard would be lost.
      const keeps = box.current?.contains(document.activeElement) && activeIndex < range.count && !shown.includes(activeIndex);
      return keeps ? [...shown, activeIndex].toSorted((a, b) => a - b) : shown;
    },
    [activeIndex, box],
  );
  const size = options.line * rem;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => size,
    overscan: OVERSCAN,
    initialOffset: () => (place.current.moved ? Math.max(0, (place.current.index - 2) * size) : place.current.offset),
    rangeExtractor,
    scrollPaddingStart: options.head * rem,
    useFlushSync: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines of another height are measured anew
  useLayoutEffect(() => virtualizer.measure(), [size]);

  const holds = useRef(false);
  /** Gives the keyboard to the line that is to have it, if that is there. */
  const settle = useCallback(() => {
    const id = wanted.current === null ? undefined : rows.current?.at(wanted.current)?.id;
    const link = id === undefined ? null : linkOf(box.current, id);
    if (link === null) return;
    link.focus({ preventScroll: true });
    wanted.current = null;
  }, [box, rows]);

  const moveTo = useCallback(
    (index: number) => {
      const next = Math.max(0, Math.min(count - 1, index));
      wanted.current = next;
      setActive(next);
      virtualizer.scrollToIndex(next);
      settle();
    },
    [count, virtualizer, settle],
  );

  // The line may have to come first; so the keyboard goes to it when it is there.
  useEffect(() => {
    // Its line went away under it, because another list came: it goes on from there.
    if (holds.current && document.activeElement === document.body) wanted.current ??= activeIndex;
    settle();
    // The line has come, but the list stands elsewhere meanwhile: it goes there once more.
    if (wanted.current !== null && rows.current?.at(wanted.current) !== undefined) virtualizer.scrollToIndex(wanted.current);
  });

  useEffect(() => {
    const elsewhere = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) holds.current = false;
    };
    document.addEventListener('focusin', elsewhere);
    document.addEventListener('pointerdown', elsewhere);
    return () => {
      document.removeEventListener('focusin', elsewhere);
      document.removeEventListener('pointerdown', elsewhere);
    };
  }, [box]);

  // The keyboard goes back to the line from which one went into a ticket, once the window has taken it.
  const there = count > 0;
  useEffect(() => {
    const { active } = place.current;
    if (!there || active === null || options.beside) return;
    const frame = requestAnimationFrame(() => {
      if (document.activeElement?.tagName === 'MAIN') linkOf(box.current, active)?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [there, box, place, options.beside]);

  // Another list begins at its head.
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of these that matters
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    setActive(0);
    if (wanted.current !== null) wanted.current = 0;
    box.current?.scrollTo({ top: 0 });
  }, [selection, page]);

  const onKeyDown = (event: KeyboardEvent) => {
    const seen = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / size) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      PageDown: activeIndex + seen,
      PageUp: activeIndex - seen,
      Home: 0,
      End: count - 1,
    };
    const next = steps[event.key];
    if (next === undefined || count === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    moveTo(next);
  };

  const items = virtualizer.getVirtualItems();
  return {
    lines: withGaps(items, virtualizer.getTotalSize()),
    from: virtualizer.range?.startIndex ?? 0,
    to: virtualizer.range?.endIndex ?? 0,
    activeIndex: Math.min(activeIndex, Math.max(0, count - 1)),
    moveTo,
    onKeyDown,
    /** The line that was left is the one from which the keyboard goes on. */
    onFocus: (event: { readonly target: EventTarget }) => {
      const id = event.target instanceof HTMLElement ? event.target.dataset.ticket : undefined;
      if (id === undefined) return;
      holds.current = true;
      place.current.active = id;
      other.current.active = id;
      const index = items.find((item) => rows.current?.at(item.index)?.id === id)?.index;
      if (index === undefined) return;
      if (index !== activeIndex) setActive(index);
      Object.assign(place.current, { index, moved: false });
      Object.assign(other.current, { index, moved: true });
    },
    onScroll: () => {
      place.current.offset = box.current?.scrollTop ?? 0;
      place.current.moved = false;
    },
  };
}
function inBlocks(range: Range): Range {
  const startIndex = Math.floor(range.startIndex / BLOCK) * BLOCK;
  return { ...range, startIndex, endIndex: Math.min(range.count - 1, Math.ceil((range.endIndex + 1) / BLOCK) * BLOCK - 1) };
}

export type Scroller = ReturnType<typeof useScroller>;

/** An empty stretch that stands for lines which are not there. */
interface Gap {
  /** Its number among the gaps. */
  readonly gap: number;
  /** Pixels. */
  readonly height: number;
}

function withGaps(items: readonly VirtualItem[], end: number): readonly (Gap | { readonly index: number })[] {
  const lines: (Gap | { readonly index: number })[] = [];
  let [at, gap] = [0, 0];
  const fill = (to: number): void => {
    if (to > at) lines.push({ gap, height: to - at });
    gap += 1;
  };
  for (const item of items) {
    if (item.start > at) fill(item.start);
    lines.push({ index: item.index });
    at = item.end;
  }
  fill(end);
  return lines;
}

const linkOf = (box: HTMLElement | null, id: string): HTMLElement | null =>
  box?.querySelector<HTMLElement>(`[data-ticket="${CSS.escape(id)}"]`) ?? null;

/** Pixels of a rem, which grows with the person's size of text. */
function useRem(): number {
  const [rem, setRem] = useState(16);
  useLayoutEffect(() => {
    const read = () => setRem(Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
    read();
    window.addEventListener('resize', read);
    return () => window.removeEventListener('resize', read);
  }, []);
  return rem;
}

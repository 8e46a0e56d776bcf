import { useEffect, useRef } from 'react';

/** No result of a till is as long. */
const MOST_BYTES = 400_000;

/** @property others how many more were dropped with it; one is looked at at a time */
export type Dropped = { readonly fileName: string; readonly text: string; readonly others: number } | 'tooLong';

/** Of several files those that a till made, the first of which counts. */
export const tillResults = (files: Iterable<File>): readonly File[] =>
  [...files].filter(({ name }) => name.toLowerCase().endsWith('.mtechnik'));

/**
 * A till's result dropped anywhere on the window. Places that take files of their own see them first; any other file is let go,
 * since a browser would leave the page for it.
 */
export function useDrop(onDropped: (dropped: Dropped) => void): void {
  const told = useRef(onDropped);
  useEffect(() => {
    told.current = onDropped;
  });
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true || event.defaultPrevented) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    };
    const drop = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true || event.defaultPrevented) return;
      event.preventDefault();
      const [file, ...others] = tillResults(event.dataTransfer.files);
      if (file === undefined) return;
      if (file.size === 0 || file.size > MOST_BYTES) told.current('tooLong');
      else
        file.text().then(
          (text) => told.current({ fileName: file.name, text, others: others.length }),
          () => told.current('tooLong'),
        );
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, []);
}

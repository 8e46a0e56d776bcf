import { IconFileTypePdf } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import styles from './scan.module.css';
import type { Sheet } from './sheets.ts';

/** A page as small as a stamp, turned as it will be. Of a PDF only its shape and number are known here. */
export function Thumb({ sheet: { source, page, turn } }: { readonly sheet: Sheet }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = source.type === 'picture' ? source.thumb : undefined;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (picture === undefined || context == null) return;
    context.canvas.width = picture.width;
    context.canvas.height = picture.height;
    context.drawImage(picture, 0, 0);
  }, [picture]);
  if (source.type === 'picture') return <canvas ref={canvas} className={styles.thumb} data-turn={turn} aria-hidden />;
  const lies = (source.pages?.[page]?.width ?? 0) > (source.pages?.[page]?.height ?? 1);
  return (
    <span className={styles.pdf} data-lies={lies || undefined} data-turn={turn} aria-hidden>
      <IconFileTypePdf size={22} />
    </span>
  );
}

import { Button } from '@mantine/core';
import { IconEraser } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useT } from '../i18n.ts';
import styles from './documents.module.css';
import { begun, drawnOn, FIELD, onField, pathOf, type Strokes } from './strokes.ts';

/**
 * A field to sign on with pen, finger or mouse. It tells only what is whole: the strokes after each time the pen was lifted.
 * For who cannot draw there has to be another way beside it.
 */
export function SignaturePad(props: {
  readonly label: string;
  readonly strokes: Strokes;
  readonly onChange: (strokes: Strokes) => void;
}) {
  const t = useT();
  // While the pen is down the picture follows it at once, without asking the rest of the page.
  const [drawing, setDrawing] = useState<Strokes | null>(null);
  const pen = useRef<number>(undefined);
  const shown = drawing ?? props.strokes;

  const at = (event: { readonly clientX: number; readonly clientY: number }, field: Element) =>
    onField({ x: event.clientX, y: event.clientY }, field.getBoundingClientRect());
  const end = (event: React.PointerEvent): void => {
    if (event.pointerId !== pen.current) return;
    pen.current = undefined;
    if (drawing !== null) props.onChange(drawing);
    setDrawing(null);
  };

  return (
    <div className={styles.pad}>
      <svg
        className={styles.field}
        viewBox={`0 0 ${FIELD.width} ${FIELD.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t(shown.length === 0 ? 'sign.fieldEmpty' : 'sign.fieldSigned', { name: props.label })}
        onPointerDown={(event) => {
          // The heel of the hand beside the pen, or a second finger.
          if (pen.current !== undefined || !event.isPrimary || event.button !== 0) return;
          event.preventDefault();
          pen.current = event.pointerId;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrawing(begun(props.strokes, at(event, event.currentTarget)));
        }}
        onPointerMove={(event) => {
          if (event.pointerId !== pen.current) return;
          const field = event.currentTarget;
          // A quick hand makes more points than there are pictures in a second.
          const points = event.nativeEvent.getCoalescedEvents?.() ?? [];
          const all = (points.length > 0 ? points : [event.nativeEvent]).map((one) => at(one, field));
          setDrawing((before) => all.reduce<Strokes>(drawnOn, before ?? props.strokes));
        }}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <line className={styles.baseline} x1={40} x2={FIELD.width - 40} y1={FIELD.height * 0.78} y2={FIELD.height * 0.78} />
        <path className={styles.ink} d={pathOf(shown)} vectorEffect="non-scaling-stroke" />
      </svg>
      <Button
        className={styles.clear ?? ''}
        variant="default"
        leftSection={<IconEraser size={16} aria-hidden />}
        disabled={shown.length === 0}
        aria-label={t('sign.clearOf', { name: props.label })}
        onClick={() => props.onChange([])}
      >
        {t('sign.clear')}
      </Button>
    </div>
  );
}

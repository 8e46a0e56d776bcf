import type { CanvasElement, Column } from 'pdfmake/interfaces.js';
import type { Signature } from '../../../domain/model/index.ts';
import { sentence } from '../../../domain/text.ts';
import type { OnScreenSignature } from './data.ts';
import { clipped, polishInstant, printable } from './format.ts';
import { narrow } from './wrapping.ts';

const WIDTH = 200;
const HEIGHT = 58;
const INK = '#1a2f6b';

/** A line to sign on, with what was drawn on the screen above it, and below who it was and when. */
export function signatureField(label: string, signed: OnScreenSignature | null): Column {
  const drawn = signed?.drawn ?? null;
  const typed = signed !== null && drawn === null;
  return {
    width: '*',
    stack: [
      typed
        ? {
            text: clipped(printable(signed.name), 20),
            fontSize: 14,
            color: INK,
            alignment: 'center',
            margin: [0, HEIGHT - 30, 0, 6],
            lineHeight: 1,
          }
        : { canvas: [frame(), ...(drawn === null ? [] : strokes(drawn))] },
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: WIDTH, y2: 0, lineWidth: 0.7, dash: { length: 1.5 }, lineColor: '#505a66' }] },
      { text: narrow(label), fontSize: 8, color: '#505a66', margin: [0, 3, 0, 0] },
      ...(signed === null
        ? []
        : [
            { text: narrow(printable(signed.name)), fontSize: 9, bold: true },
            {
              text: sentence(typed ? 'print.signed-by-name' : 'print.signed', { at: polishInstant(signed.at) }),
              fontSize: 8,
              color: '#505a66',
            },
          ]),
    ],
  };
}

/** White on white; it keeps the height the same, whatever was drawn. A fresh one each time: the printer moves what it is given. */
const frame = (): CanvasElement => ({ type: 'rect', x: 0, y: 0, w: WIDTH, h: HEIGHT, lineWidth: 0, color: '#ffffff' });

/** The strokes, as large as the field takes them without being bent. */
function strokes({ width, height, strokes: drawn }: Signature): readonly CanvasElement[] {
  const scale = Math.min(WIDTH / width, HEIGHT / height);
  const left = (WIDTH - width * scale) / 2;
  const at = (value: number): number => Math.round(value * scale * 100) / 100;
  return drawn.map((numbers): CanvasElement => {
    const points = Array.from({ length: numbers.length >> 1 }, (_, i) => ({
      x: left + at(Math.min(numbers[2 * i] ?? 0, width)),
      y: at(Math.min(numbers[2 * i + 1] ?? 0, height)),
    }));
    const [first = { x: 0, y: 0 }] = points;
    return points.length > 1
      ? { type: 'polyline', points, lineWidth: 1.3, lineColor: INK, lineCap: 'round', lineJoin: 'round' }
      : { type: 'ellipse', x: first.x, y: first.y, r1: 0.8, r2: 0.8, color: INK };
  });
}

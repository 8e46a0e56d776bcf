import type { Signature } from '../../domain/model/index.ts';

/** The field on which a signature is drawn, in units of its own: the same on every screen. */
export const FIELD = { width: 1000, height: 300 } as const;

/** As the model has it: a stroke is x, y, x, y; so many numbers each, so many strokes. */
const MOST_NUMBERS = 2000;
const MOST_STROKES = 60;
/** Nearer than this a point adds nothing that is seen. */
const NEAREST = 3;

export type Strokes = readonly (readonly number[])[];
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where on the field a pointer is, for a field that is shown in that frame. */
export function onField(
  at: Point,
  frame: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
): Point {
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));
  return {
    x: within(((at.x - frame.left) / Math.max(1, frame.width)) * FIELD.width, FIELD.width),
    y: within(((at.y - frame.top) / Math.max(1, frame.height)) * FIELD.height, FIELD.height),
  };
}

/** A pen was put down. */
export const begun = (strokes: Strokes, { x, y }: Point): Strokes =>
  strokes.length < MOST_STROKES ? [...strokes, [x, y]] : strokes;

/** The pen moved on. A stroke that grows too long for the model goes on as another one. */
export function drawnOn(strokes: Strokes, { x, y }: Point): Strokes {
  const last = strokes.at(-1);
  if (last === undefined) return strokes;
  const [fromX = 0, fromY = 0] = last.slice(-2);
  if (Math.hypot(x - fromX, y - fromY) < NEAREST) return strokes;
  if (last.length + 2 > MOST_NUMBERS) return strokes.length < MOST_STROKES ? [...strokes, [fromX, fromY, x, y]] : strokes;
  return [...strokes.slice(0, -1), [...last, x, y]];
}

/** A dot or a short slip of the hand is no signature. In units of the field, along the pen's way. */
const SHORTEST = 120;

/** What was drawn, once it is enough to be one. */
export function signatureOf(strokes: Strokes): Signature | null {
  let way = 0;
  for (const stroke of strokes) {
    for (let i = 2; i + 1 < stroke.length; i += 2)
      way += Math.hypot((stroke[i] ?? 0) - (stroke[i - 2] ?? 0), (stroke[i + 1] ?? 0) - (stroke[i - 1] ?? 0));
  }
  return way < SHORTEST ? null : { ...FIELD, strokes: strokes.map((stroke) => [...stroke]) };
}

/** For an SVG path; a dot is a line of no length, which a round pen shows. */
export const pathOf = (strokes: Strokes): string =>
  strokes
    .map((stroke) => {
      const points = Array.from({ length: stroke.length >> 1 }, (_, i) => `${stroke[2 * i]} ${stroke[2 * i + 1]}`);
      return `M${points.length === 1 ? `${points[0]}L${points[0]}` : points.join('L')}`;
    })
    .join('');

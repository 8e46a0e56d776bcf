import * as z from 'zod';

const COORDINATE = z.int().min(0).max(10_000);

/** Strokes of a pen on a field of so many units: each x, y, x, y. Drawn, not a picture: small, and sharp in print. */
export const signature = z.object({
  width: COORDINATE.min(1),
  height: COORDINATE.min(1),
  strokes: z.array(z.array(COORDINATE).min(2).max(2000)).min(1).max(60),
});
export type Signature = Readonly<z.infer<typeof signature>>;

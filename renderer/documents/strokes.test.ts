import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signature } from '../../domain/model/index.ts';
import { begun, drawnOn, FIELD, onField, pathOf, type Strokes, signatureOf } from './strokes.ts';

const line = (from: number, to: number): Strokes =>
  Array.from({ length: to - from }, (_, i) => i + from).reduce<Strokes>(
    (strokes, x) => drawnOn(strokes, { x: x * 5, y: 50 }),
    begun([], { x: 0, y: 50 }),
  );

it('a pointer is at the same place of the field however large the field is shown', () => {
  expect(onField({ x: 150, y: 40 }, { left: 100, top: 10, width: 100, height: 60 })).toEqual({ x: 500, y: 150 });
  expect(onField({ x: 600, y: 190 }, { left: 100, top: 10, width: 1000, height: 360 })).toEqual({ x: 500, y: 150 });
  expect(onField({ x: -50, y: 900 }, { left: 0, top: 0, width: 100, height: 60 })).toEqual({ x: 0, y: FIELD.height });
});

it('a dot is no signature, a line is', () => {
  const dot = begun([], { x: 10, y: 10 });
  expect(signatureOf([])).toBeNull();
  expect(signatureOf(dot)).toBeNull();
  expect(signatureOf(line(0, 100))).toMatchObject({ width: 1000, height: 300 });
  expect(pathOf([...dot, [1, 2, 3, 4]])).toBe('M10 10L10 10M1 2L3 4');
});

it('whatever the hand does, what comes out is a signature as the model knows it', () => {
  const move = fc.record({
    down: fc.boolean(),
    x: fc.integer({ min: -500, max: 3000 }),
    y: fc.integer({ min: -500, max: 3000 }),
  });
  const frame = { left: 0, top: 0, width: 700, height: 210 };
  fc.assert(
    fc.property(fc.array(move, { maxLength: 3000 }), (moves) => {
      const strokes = moves.reduce<Strokes>(
        (before, { down, ...at }) => (down ? begun : drawnOn)(before, onField(at, frame)),
        [],
      );
      const made = signatureOf(strokes);
      if (made !== null) signature.parse(made);
    }),
  );
  // One stroke without end goes on as another, until there are as many as the model takes.
  let endless: Strokes = begun([], { x: 0, y: 0 });
  for (let i = 0; i < 70_000; i++) endless = drawnOn(endless, { x: (i * 37) % 1000, y: (i * 11) % 300 });
  signature.parse(signatureOf(endless));
}, 30_000);

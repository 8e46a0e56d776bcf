/** How the tray's picture looks; told by its shape as well as by its colour. */
export type TrayLook = 'calm' | 'busy' | 'away' | 'attention';

/** Red, green, blue. */
const COLOURS: Readonly<Record<TrayLook, readonly [number, number, number]>> = {
  calm: [0x2b, 0x8a, 0x3e],
  busy: [0x19, 0x71, 0xc2],
  away: [0x86, 0x8e, 0x96],
  attention: [0xe0, 0x31, 0x31],
};

/** How far a point is inside the shape, in units of the picture's half; negative outside. */
const SHAPES: Readonly<Record<TrayLook, (x: number, y: number) => number>> = {
  calm: (x, y) => 0.8 - Math.hypot(x, y),
  // A disc with a hole: something is under way.
  busy: (x, y) => 0.22 - Math.abs(Math.hypot(x, y) - 0.6),
  // A bar: nothing goes through.
  away: (x, y) => Math.min(0.85 - Math.abs(x), 0.22 - Math.abs(y)),
  // A triangle that stands on its side.
  attention: (x, y) => Math.min(0.75 - y, (y + 0.85) * 0.45 - Math.abs(x) * 0.9) * 0.9,
};

/** A square picture for the tray: four bytes a pixel, blue first, colours times opacity, as Electron takes bitmaps. */
export function drawTray(look: TrayLook, size: number): Buffer {
  const [red, green, blue] = COLOURS[look];
  const inside = SHAPES[look];
  const pixels = Buffer.alloc(size * size * 4);
  const half = size / 2;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const far = inside((column + 0.5) / half - 1, (row + 0.5) / half - 1);
      // The edge is one pixel wide.
      const opacity = Math.max(0, Math.min(1, far * half + 0.5));
      const at = (row * size + column) * 4;
      for (const [i, part] of [blue, green, red, 255].entries()) pixels[at + i] = Math.round(part * opacity);
    }
  }
  return pixels;
}

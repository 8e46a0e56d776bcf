/** An A4 page in points, upright. */
export const A4 = { width: 595.28, height: 841.89 } as const;

/** A4 at 200 dots an inch: small print stays readable, and more only costs time on a shop's line. Pixels. */
const LONG = 2339;
const SHORT = 1654;

/** A picture of so many bytes is taken as it is; a page of a scan typically has as much. */
export const ENOUGH_BYTES = 400 * 1024;

/** More pixels than a picture of a page ever needs would take a till's whole memory to look at. */
export const MOST_PIXELS = 120_000_000;

/** JPEG qualities to try, best first. Below the last the edges of letters begin to blur. */
export const QUALITIES = [0.82, 0.7, 0.58] as const;

export interface Measures {
  readonly width: number;
  readonly height: number;
}

/** So large that the page is covered at 200 dpi, never larger than it is. Pixels. */
export function fitted({ width, height }: Measures): Measures {
  const scale = Math.min(1, LONG / Math.max(width, height), SHORT / Math.min(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** On an A4 page that lies as the picture does, as large as it goes, in its middle. Points. */
export function onPage({ width, height }: Measures) {
  const page = width > height ? { width: A4.height, height: A4.width } : A4;
  const scale = Math.min(page.width / width, page.height / height);
  const drawn = { width: width * scale, height: height * scale };
  return { page, at: { x: (page.width - drawn.width) / 2, y: (page.height - drawn.height) / 2, ...drawn } };
}

/** Clockwise, in degrees. */
export type Turn = 0 | 90 | 180 | 270;

export function turned(turn: Turn, by: number): Turn {
  return ((((turn + by) % 360) + 360) % 360) as Turn;
}

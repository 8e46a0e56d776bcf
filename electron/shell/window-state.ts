import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import * as z from 'zod';

/** Where the window was when it was closed; in the units of the screen, as Electron counts them. */
const windowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
});
export type WindowState = Readonly<z.infer<typeof windowState>>;

/** What has to be seen of a window's upper edge so that it can be taken hold of. */
const GRIP = { width: 120, height: 40 };

/** Undefined where there is none, or it cannot be read: then the window opens as the first time. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** A place on the screen is not worth a word when the disk is full. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(`${file}.part`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${file}.part`, file);
  } catch {}
}

/**
 * Where a window opens: where it was, as long as a screen is still there that shows its upper edge and is as large; else
 * in the middle of the first screen, within it.
 * @param areas what the screens leave free of their task bars, the first screen's first
 */
export function placeWindow(
  state: WindowState | undefined,
  areas: readonly Rectangle[],
  normal: { readonly width: number; readonly height: number },
): Pick<BrowserWindowConstructorOptions, 'x' | 'y' | 'width' | 'height'> {
  const home = state === undefined ? undefined : areas.find((area) => showsGrip(area, state));
  const area = home ?? areas[0];
  const wanted = state ?? normal;
  const size = {
    width: Math.min(wanted.width, area?.width ?? wanted.width),
    height: Math.min(wanted.height, area?.height ?? wanted.height),
  };
  return home === undefined || state === undefined ? size : { x: state.x, y: state.y, ...size };
}

function showsGrip(area: Rectangle, at: Rectangle): boolean {
  const right = Math.min(at.x + at.width, area.x + area.width);
  const seen = right - Math.max(at.x, area.x);
  return seen >= Math.min(GRIP.width, at.width) && at.y >= area.y && at.y + GRIP.height <= area.y + area.height;
}

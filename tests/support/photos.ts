import type { Page } from 'playwright-core';

export interface Photo {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** As cameras write how they were held (EXIF): 1 upright, 6 turned. */
  readonly orientation?: 1 | 3 | 6 | 8;
  readonly text?: string;
}

/**
 * Makes photographs of a printed sheet in the page (12 megapixels are too much to keep beside the tests): small print, a red
 * stamp in the upper left corner, a blue signature below, and the grain of a camera. They lie in `globalThis.photos`.
 */
export function makePhotos(page: Page, photos: readonly Photo[]): Promise<readonly number[]> {
  return page.evaluate(`(${inPage})(${JSON.stringify(photos)})`);
}

/** Drops the photographs that were made on the section of documents, all at once. */
export function dropPhotos(page: Page, names: readonly string[]): Promise<void> {
  return page.evaluate(`{
    const data = new DataTransfer();
    for (const name of ${JSON.stringify(names)}) data.items.add(globalThis.photos[name]);
    document.querySelector('[data-say]').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }`);
}

/** Source text: it runs in the page, which knows nothing of this file. */
const inPage = `async (photos) => {
  globalThis.photos ??= {};
  const sizes = [];
  for (const { name, width, height, orientation = 1, text = 'Wycena' } of photos) {
    const canvas = new OffscreenCanvas(width, height);
    const c = canvas.getContext('2d', { alpha: false });
    c.fillStyle = '#f4f1ea';
    c.fillRect(0, 0, width, height);
    // Print of 8 points on a sheet that fills the picture.
    const line = Math.min(width, height) / 842 * 8 * 1.2;
    c.fillStyle = '#222';
    c.font = line + 'px sans-serif';
    for (let y = 4 * line; y < height - 4 * line; y += 2 * line) c.fillText(text + ' nr 797-456-94-39, razem 1 234,50 zł, gęślą jaźń ' + Math.round(y), width * 0.25, y);
    c.fillStyle = '#c8102e';
    c.fillRect(0, 0, width / 8, height / 8);
    c.fillStyle = '#1a3fa0';
    c.fillRect(width / 2, height * 7 / 8, width / 4, height / 16);
    const tile = new ImageData(512, 512);
    for (let i = 0, x = 7; i < tile.data.length; i += 4) {
      x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
      tile.data[i] = tile.data[i + 1] = tile.data[i + 2] = x >>> 24;
      tile.data[i + 3] = 14;
    }
    const grain = new OffscreenCanvas(512, 512);
    grain.getContext('2d').putImageData(tile, 0, 0);
    c.fillStyle = c.createPattern(grain, 'repeat');
    c.fillRect(0, 0, width, height);
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    const exif = new Uint8Array([255, 225, 0, 34, 69, 120, 105, 102, 0, 0, 77, 77, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
    const file = new File([jpeg.slice(0, 2), exif, jpeg.slice(2)], name, { type: 'image/jpeg' });
    globalThis.photos[name] = file;
    sizes.push(file.size);
  }
  return sizes;
}`;

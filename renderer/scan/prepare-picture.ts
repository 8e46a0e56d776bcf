import type { DocumentType } from '../../domain/document-file.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { ENOUGH_BYTES, fitted, MOST_PIXELS, QUALITIES } from './measures.ts';
import { pictureHead } from './picture-head.ts';
import type { LookedPicture } from './protocol.ts';

/** Cameras write their preview before the measures. Bytes. */
const HEAD = 512 * 1024;
/** Unpacked to be written into a PDF, a larger PNG would take more memory than its page is worth. */
const MOST_PNG_PIXELS = 10_000_000;
/** Of the small picture on the screen, on its longer side; twice what it takes there. Pixels. */
const THUMB = 320;

/**
 * A picture made ready to be a page: upright, about 200 dpi, some hundred kilobytes, and a small one to be shown. One that is
 * small enough already stays byte for byte. Runs in a worker: unpacking a photo takes a tenth of a second.
 */
export async function preparePicture(file: File, type: DocumentType): Promise<Result<LookedPicture, Problem>> {
  const { name, size } = file;
  const head = pictureHead(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  if (head === undefined) return err(problem('files.broken', { name }));
  const pixels = head.width * head.height;
  if (pixels > MOST_PIXELS) {
    const millions = Math.ceil(pixels / 1_000_000);
    return err(problem('files.too-many-pixels', { name, millions, max: MOST_PIXELS / 1_000_000 }));
  }
  let full: ImageBitmap;
  try {
    full = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return err(problem('files.broken', { name }));
  }
  try {
    const small = size <= ENOUGH_BYTES;
    const asItIs = small && head.turn !== null && (type !== 'image/png' || pixels <= MOST_PNG_PIXELS);
    const page = drawn(full, fitted(full));
    const scale = THUMB / Math.max(page.width, page.height);
    const thumb = drawn(page, { width: Math.ceil(page.width * scale), height: Math.ceil(page.height * scale) });
    return ok({
      type: 'picture',
      picture: asItIs ? file : await asJpeg(page),
      upright: asItIs ? (head.turn ?? 0) : 0,
      shrunk: !small,
      thumb: thumb.transferToImageBitmap(),
    });
  } finally {
    full.close();
  }
}

/** On white: what can be seen through is paper. */
function drawn(picture: ImageBitmap | OffscreenCanvas, { width, height }: { readonly width: number; readonly height: number }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('no room to draw');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}

async function asJpeg(canvas: OffscreenCanvas): Promise<Blob> {
  let written: Blob | undefined;
  for (const quality of QUALITIES) {
    written = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    if (written.size <= ENOUGH_BYTES) break;
  }
  if (written === undefined) throw new Error('no quality to try');
  return written;
}

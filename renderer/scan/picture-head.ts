import type { Measures, Turn } from './measures.ts';

export interface PictureHead extends Measures {
  /** How far the picture has to be turned to stand upright; null where it is mirrored, too. */
  readonly turn: Turn | null;
}

/** By the number that cameras write (EXIF 2.32, tag 0x0112). */
const TURNS: Readonly<Record<number, Turn | null>> = { 1: 0, 2: null, 3: 180, 4: null, 5: null, 6: 90, 7: null, 8: 270 };

/**
 * What the beginning of a picture says of it, before anything is unpacked: its measures as they lie in the file, and how it
 * was held. Undefined where its measures are not in the part that was read.
 * @param bytes the first ones of a JPEG or a PNG
 */
export function pictureHead(bytes: Uint8Array): PictureHead | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] === 0x89)
    return bytes.length < 24 ? undefined : { width: view.getUint32(16), height: view.getUint32(20), turn: 0 };
  let turn: Turn | null = 0;
  for (let at = 2; at + 9 < bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xe1) {
      const held = exifTurn(bytes.subarray(at + 4, at + 2 + length));
      // Null says something, too: mirrored.
      if (held !== undefined) turn = held;
    }
    // Baseline to lossless, without the tables that share its numbers.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), turn };
    at += 2 + length;
  }
  return undefined;
}

/** A segment that is put together otherwise than the standard has it says nothing. */
function exifTurn(segment: Uint8Array): Turn | null | undefined {
  if (new TextDecoder('latin1').decode(segment.subarray(0, 6)) !== 'Exif\0\0') return undefined;
  const tiff = new DataView(segment.buffer, segment.byteOffset + 6, segment.byteLength - 6);
  try {
    const little = tiff.getUint16(0) === 0x4949;
    const directory = tiff.getUint32(4, little);
    const entries = tiff.getUint16(directory, little);
    for (let i = 0; i < entries; i += 1) {
      const entry = directory + 2 + 12 * i;
      if (tiff.getUint16(entry, little) === 0x0112) return TURNS[tiff.getUint16(entry + 8, little)];
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

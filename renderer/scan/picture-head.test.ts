import { describe, expect, it, test } from 'vitest';
import { fitted, onPage, turned } from './measures.ts';
import { pictureHead } from './picture-head.ts';

/** The beginning of a JPEG that was held as `orientation` says, 4000 by 3000 as it lies in the file. */
function head(orientation: number, little: boolean): Uint8Array {
  const tiff = Buffer.alloc(26);
  const two = (value: number, at: number) => (little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at));
  const four = (value: number, at: number) => (little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at));
  tiff.write(little ? 'II' : 'MM', 'latin1');
  two(42, 2);
  four(8, 4);
  two(1, 8);
  two(0x0112, 10);
  two(3, 12);
  four(1, 14);
  two(orientation, 18);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  const frame = Buffer.from([
    0xff,
    0xc0,
    0,
    17,
    8,
    3000 >> 8,
    3000 & 255,
    4000 >> 8,
    4000 & 255,
    3,
    1,
    34,
    0,
    2,
    17,
    1,
    3,
    17,
    1,
  ]);
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe1]), length, exif, frame]);
}

describe.each([true, false])('what a camera wrote of how it was held, little-endian %s', (little) => {
  test.each([
    [1, 0],
    [3, 180],
    [6, 90],
    [8, 270],
    [2, null],
    [5, null],
    [99, 0],
  ] as const)('%i', (orientation, turn) => {
    expect(pictureHead(head(orientation, little))).toEqual({ width: 4000, height: 3000, turn });
  });
});

it('has no measures to tell of where there are none', () => {
  expect(pictureHead(new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7, 8]))).toBeUndefined();
  expect(pictureHead(new Uint8Array())).toBeUndefined();
});

it('a photo of twelve million pixels becomes about 200 dots an inch, a small one stays', () => {
  expect(fitted({ width: 4032, height: 3024 })).toEqual({ width: 2205, height: 1654 });
  expect(fitted({ width: 3000, height: 8000 })).toEqual({ width: 877, height: 2339 });
  expect(fitted({ width: 800, height: 600 })).toEqual({ width: 800, height: 600 });
});

it('a picture lies on A4 as it lies itself, whole and in the middle', () => {
  const { page, at } = onPage({ width: 2205, height: 1654 });
  expect(page).toEqual({ width: 841.89, height: 595.28 });
  expect(at.height).toBeCloseTo(595.28);
  expect(at.x).toBeCloseTo((841.89 - at.width) / 2);
  expect(at.y).toBe(0);
});

it('turns add up and never leave the circle', () => {
  expect([turned(0, -90), turned(270, 90), turned(180, 270), turned(90, -450)]).toEqual([270, 0, 90, 0]);
});

import { inflateSync } from 'node:zlib';

/** As much of a PDF as its tests look at, read without any library: that what is printed is really there. */
export interface ReadPdf {
  /** Per page: what is written, from top to bottom and left to right, without any white space. */
  readonly pages: readonly string[];
  /** Where on a page the last piece of writing to the right begins. In points from its left side. */
  readonly rightmost: readonly number[];
  /** Filled rectangles of a page, in points from its top left, with their colour. */
  readonly boxes: readonly (readonly Box[])[];
  /** The file's own facts: title, author and so on; also the language. */
  readonly facts: Readonly<Record<string, string>>;
}
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
}

export const squeezed = (text: string): string => text.replace(/\s/gu, '');

export function readPdf(pdf: Buffer): ReadPdf {
  const objects = objectsOf(pdf);
  const named = (id: string | undefined): string => objects.get(Number(id))?.dictionary ?? '';
  const kids = [...objects.values()].find(({ dictionary }) => /\/Type \/Pages\b/.test(dictionary))?.dictionary ?? '';
  const order = [...(/\/Kids \[([^\]]*)\]/.exec(kids)?.[1]?.matchAll(/(\d+) 0 R/g) ?? [])].map((match) => match[1]);
  const fonts = new Map<string, ReadonlyMap<number, string>>();
  for (const { dictionary } of objects.values()) {
    for (const [, name = '', id] of dictionary.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(named(id))?.[1];
      if (unicode !== undefined) fonts.set(name, signsOf(objects.get(Number(unicode))?.stream ?? ''));
    }
  }
  const streams = order.map((id) => objects.get(Number(/\/Contents (\d+) 0 R/.exec(named(id))?.[1]))?.stream ?? '');
  const trailer = pdf.subarray(pdf.lastIndexOf('trailer')).toString('latin1');
  const facts: Record<string, string> = {
    Lang: /\/Lang \((.*?)\)/.exec([...objects.values()].map((o) => o.dictionary).join('\n'))?.[1] ?? '',
  };
  const info = named(/\/Info (\d+) 0 R/.exec(trailer)?.[1]);
  for (const [, key = '', id, text] of info.matchAll(/\/(\w+) (?:(\d+) 0 R|(\([^\n]*\)))/g))
    facts[key] = textOf(text ?? named(id).trim());
  const written = streams.map((stream) => writtenIn(stream, fonts));
  const text = (pieces: readonly Piece[]): string => squeezed(pieces.map((piece) => piece.text).join(' '));
  return {
    pages: written.map(text),
    rightmost: written.map((pieces) => Math.max(0, ...pieces.map(({ x }) => x))),
    boxes: streams.map(boxesIn),
    facts,
  };
}

function objectsOf(pdf: Buffer): ReadonlyMap<number, { readonly dictionary: string; readonly stream: string }> {
  const text = pdf.toString('latin1');
  const found = new Map<number, { dictionary: string; stream: string }>();
  const each = /(?:^|\n)(\d+) 0 obj\n/g;
  for (let match = each.exec(text); match !== null; match = each.exec(text)) {
    const begin = each.lastIndex;
    const end = text.indexOf('\nendobj', begin);
    const at = text.indexOf('\nstream\n', begin);
    const length = Number(/\/Length (\d+)/.exec(text.slice(begin, end))?.[1] ?? 0);
    const has = at > 0 && at < end;
    const raw = has ? pdf.subarray(at + 8, at + 8 + length) : Buffer.alloc(0);
    const dictionary = text.slice(begin, has ? at : end);
    found.set(Number(match[1]), {
      dictionary,
      stream: !has ? '' : (/FlateDecode/.test(dictionary) ? inflateSync(raw) : raw).toString('latin1'),
    });
    each.lastIndex = has ? at + 8 + length : end;
  }
  return found;
}

/** Which sign a glyph stands for, as the font's own table says. */
function signsOf(cmap: string): ReadonlyMap<number, string> {
  const signs = new Map<number, string>();
  for (const [, from = '0', list = ''] of cmap.matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/g)) {
    [...list.matchAll(/<([\w ]*)>/g)].forEach(([, codes = ''], i) => {
      const units = codes.split(' ').filter((code) => code !== '');
      signs.set(Number.parseInt(from, 16) + i, String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))));
    });
  }
  return signs;
}

interface Piece {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

function writtenIn(stream: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): readonly Piece[] {
  const pieces: Piece[] = [];
  let [x, y] = [0, 0];
  let signs: ReadonlyMap<number, string> = new Map();
  for (const line of stream.split('\n')) {
    const place = /^1 0 0 1 (\S+) (\S+) Tm$/.exec(line);
    if (place !== null) [x, y] = [Number(place[1]), Number(place[2])];
    const font = /^\/(F\d+) \S+ Tf$/.exec(line);
    if (font !== null) signs = fonts.get(font[1] ?? '') ?? new Map();
    if (!line.endsWith('TJ')) continue;
    const glyphs = [...line.matchAll(/<(\w*)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
    pieces.push({ x, y, text: glyphs.map((glyph) => signs.get(Number.parseInt(glyph, 16)) ?? '?').join('') });
  }
  // Stable: what was written later at the same place comes later.
  return pieces.sort((a, b) => Math.round(b.y - a.y) || a.x - b.x);
}

function boxesIn(stream: string): readonly Box[] {
  const boxes: Box[] = [];
  let last: Omit<Box, 'colour'> | undefined;
  let colour = '';
  for (const line of stream.split('\n')) {
    const numbers = line.split(' ').map(Number);
    const [x = 0, y = 0, width = 0, height = 0] = numbers;
    if (line.endsWith(' re')) last = { x, y, width, height };
    if (line.endsWith(' scn')) colour = line.slice(0, -4);
    if (line === 'f' && last !== undefined) {
      boxes.push({ ...last, colour });
      last = undefined;
    }
  }
  return boxes;
}

/** A string of a PDF: in brackets, or with two bytes a sign where it has Polish letters. */
function textOf(written: string): string {
  const bytes = Buffer.from(
    written.replace(/^\(|\)$/g, '').replace(/\\([()\\nr])/g, (_, sign: string) => ({ n: '\n', r: '\r' })[sign] ?? sign),
    'latin1',
  );
  if (bytes[0] !== 0xfe || bytes[1] !== 0xff) return bytes.toString('latin1');
  return bytes
    .subarray(2, bytes.length - (bytes.length % 2))
    .swap16()
    .toString('utf16le');
}

import iconv from 'iconv-lite';
import { type AnsiPage, ansiPages } from '../../native-checks/pcpos/conf/index.ts';
import type { Random } from './random.ts';

/** How one file is written; few files keep to their own habits throughout. */
interface Habit {
  readonly newline: () => string;
  readonly indent: () => string;
  readonly gap: () => string;
  readonly endIndent: () => string;
  readonly spelled: (word: string) => string;
}

const NAMES = ['MPlatform', 'LocalDatabase', 'LocalResources', 'ExchangeEngine', 'Ogólne', 'A', 'B', ''];
const KEYS = ['Active', 'ServerAddress', 'ShopIds', 'Timeout', 'MutexPort', 'POSName', 'Password', 'Nagłówek', ''];
const VALUES = [
  '',
  'Y',
  'N',
  'yes',
  '735',
  '12,734',
  ' 12 , 734 ,',
  ',,',
  '10777',
  'https://a.example:8443/pos',
  'jdbc:sqlserver://127.0.0.1:52019;databaseName=pcpos7;password=x',
  'PPHU Spożywcza Łąka',
  'a:b:c::',
  'Section: A',
  '\u00a0',
  '\ud83d\ude00',
];
const ODD_LINES = [
  '',
  '   ',
  '\t',
  '; komentarz',
  '# Section: nie',
  '//',
  'Section',
  'EndSection',
  'Section Y',
  ':',
  ' : x',
  'x',
  'EndSection:',
  '\u0000',
  'a\u0000b: c',
  '\u001a',
];

function habitOf(random: Random): Habit {
  const steady = random.chance(0.7);
  const choice = <T>(from: readonly T[]): (() => T) => {
    const one = random.pick(from);
    return steady ? () => one : () => random.pick(from);
  };
  const cased = choice([0, 0, 0, 1, 2, 3]);
  return {
    newline: choice(['\r\n', '\r\n', '\r\n', '\n', '\n', '\r']),
    indent: choice(['\t', '\t', '  ', '', '    ', '\t ']),
    gap: choice([' ', ' ', '', '\t', '  ']),
    endIndent: choice(['\t', '', '  ']),
    spelled(word) {
      const how = cased();
      if (how === 1) return word.toLowerCase();
      if (how === 2) return word.toUpperCase();
      return how === 3 ? [...word].map((c, i) => (i % 2 === 0 ? c.toUpperCase() : c.toLowerCase())).join('') : word;
    },
  };
}

function sectionLines(random: Random, habit: Habit, name: string, most: number): readonly string[] {
  const lines = [
    `${random.chance(0.05) ? habit.indent() : ''}${habit.spelled('Section')}${random.chance(0.05) ? ' ' : ''}:${habit.gap()}${habit.spelled(name)}`,
  ];
  // A key twice is common enough to be met, and rare enough that most sections can be edited.
  const keys = random.chance(0.9)
    ? KEYS.filter(() => random.chance(0.5))
    : Array.from({ length: random.below(most) }, () => random.pick(KEYS));
  for (const key of keys) {
    if (random.chance(0.06)) lines.push(random.pick(ODD_LINES));
    const around = random.chance(0.1) ? ' ' : '';
    lines.push(`${habit.indent()}${habit.spelled(key)}${around}:${habit.gap()}${random.pick(VALUES)}${around}`);
  }
  if (random.chance(0.04)) lines.push(`${habit.spelled('Section')}: ${random.pick(NAMES)}`);
  if (!random.chance(0.04)) lines.push(`${habit.endIndent()}${habit.spelled('EndSection')}:${habit.gap()}${habit.spelled(name)}`);
  return lines;
}

function fileText(random: Random, units: number): string {
  const habit = habitOf(random);
  const parts: string[] = [];
  let length = 0;
  const add = (line: string): void => {
    const whole = line + habit.newline();
    parts.push(whole);
    length += whole.length;
  };
  const used = new Set<string>();
  const sections = units > 0 ? Number.POSITIVE_INFINITY : random.below(7);
  for (let i = 0; i < sections && (units === 0 || length < units); i++) {
    let name = random.pick(NAMES);
    // The same name twice now and then; in large files nearly never, or none of them could be edited.
    if (used.has(name.toLowerCase()) && !random.chance(units > 0 ? 0.0001 : 0.1)) name = `${name}${i}`;
    used.add(name.toLowerCase());
    while (random.chance(0.15)) add(random.pick(ODD_LINES.slice(0, random.chance(0.1) ? ODD_LINES.length : 6)));
    for (const line of sectionLines(random, habit, name, 9)) add(line);
    if (random.chance(0.5)) add('');
  }
  const text = parts.join('');
  return random.chance(0.3) ? text.replace(/[\r\n]+$/, '') : text;
}

const encoders: readonly ((text: string, page: AnsiPage) => Buffer)[] = [
  (text, page) => iconv.encode(text, page),
  (text, page) => iconv.encode(text, page),
  (text) => Buffer.from(text, 'utf8'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf8'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
];

const noise = (length: number, of: () => number): Buffer => Buffer.from(Array.from({ length }, of));

/** As a disk, a careless editor or a virus might leave it. */
function damaged(random: Random, bytes: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + random.below(40));
  const piece = bytes.subarray(at, to);
  switch (random.below(5)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    case 1:
      return Buffer.concat([bytes.subarray(0, to), piece, bytes.subarray(to)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), noise(random.below(8), () => random.below(256)), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(random.below(600)), bytes.subarray(to)]);
    default:
      return bytes.subarray(0, at);
  }
}

export interface FuzzFile {
  readonly kind: 'grammar' | 'damaged' | 'noise' | 'large';
  readonly page: AnsiPage;
  readonly bytes: Buffer;
}

const STRUCTURE = [...Buffer.from('SsEeCcTtIiOoNn:\t \r\n\0\ufeffMPlatformActive735,')];

/** One file in a thousand is large. */
export function makeFile(random: Random, largest = 4 * 1024 * 1024): FuzzFile {
  const page = random.chance(0.7) ? 'windows-1250' : random.pick(ansiPages);
  const kind = random.below(1000);
  const encode = random.pick(encoders);
  if (kind === 0) return { kind: 'large', page, bytes: encode(fileText(random, 1 + random.below(largest)), page) };
  if (kind < 60) return { kind: 'noise', page, bytes: noise(random.below(400), () => random.below(256)) };
  if (kind < 120) return { kind: 'noise', page, bytes: noise(random.below(400), () => random.pick(STRUCTURE)) };
  const bytes = encode(fileText(random, 0), page);
  return kind < 350 ? { kind: 'damaged', page, bytes: damaged(random, bytes) } : { kind: 'grammar', page, bytes };
}

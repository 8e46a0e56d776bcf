import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './here.ts';

/** The commands that a section of docs/operating.md tells people to type: one text for each block, in its order. */
export function commandsOf(heading: string): readonly string[] {
  const text = readFileSync(join(root, 'docs', 'operating.md'), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/operating.md has no section “${heading}”`);
  const blocks = [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  if (blocks.length === 0) throw new Error(`“${heading}” has no commands`);
  return blocks;
}

/** A setting that the document names: its value. */
export function settingOf(name: string): string {
  const text = readFileSync(join(root, 'docs', 'operating.md'), 'utf8');
  const start = text.indexOf(`${name} = `);
  const value = start < 0 ? undefined : /^[^`\n]+/.exec(text.slice(start + name.length + 3))?.[0];
  if (value === undefined) throw new Error(`docs/operating.md does not name ${name}`);
  return value;
}

/** What stands for what in a document's text, longest first, so that no part of one is taken for another. */
export const inPlace = (text: string, places: Readonly<Record<string, string>>): string =>
  Object.keys(places)
    .sort((a, b) => b.length - a.length)
    .reduce((done, place) => done.replaceAll(place, places[place] ?? ''), text);

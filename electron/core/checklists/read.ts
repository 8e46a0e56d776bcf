import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checklist, checklist } from './checklist.ts';

/**
 * The checklists that come with the program, the general one first.
 * @throws Error that names the file, where one is not a checklist: they are part of the program, not somebody's input
 */
export function readChecklists(folder: string): readonly Checklist[] {
  const all = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => read(join(folder, name)));
  if (new Set(all.map(({ id }) => id)).size !== all.length) throw new Error(`Two checklists in ${folder} have one id`);
  if (!all.some(isGeneral)) throw new Error(`No checklist in ${folder} is for any version`);
  return all.toSorted((a, b) => Number(isGeneral(b)) - Number(isGeneral(a)) || a.id.localeCompare(b.id));
}

const isGeneral = ({ pcposVersions, stations }: Checklist): boolean => pcposVersions.length === 0 && stations === undefined;

function read(file: string): Checklist {
  const parsed = checklist.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is not a checklist: ${parsed.error.message}`);
  return parsed.data;
}

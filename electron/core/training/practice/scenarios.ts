import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Scenario, scenario } from './scenario.ts';

/**
 * The exercises that come with the program, in their order.
 * @throws Error that names the file, where one is not an exercise: they are part of the program, not somebody's input
 */
export function readScenarios(folder: string): readonly Scenario[] {
  const all = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => read(join(folder, name)));
  if (new Set(all.map(({ id }) => id)).size !== all.length) throw new Error(`Two exercises in ${folder} have one id`);
  return all.sort((a, b) => a.order - b.order);
}

function read(file: string): Scenario {
  const parsed = scenario.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is not an exercise: ${parsed.error.message}`);
  return parsed.data;
}

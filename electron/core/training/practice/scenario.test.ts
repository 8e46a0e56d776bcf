import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isValidNip } from '../../../../domain/nip.ts';
import { resourcePath } from '../../resources.ts';
import { practiceFault } from './scenario.ts';
import { readScenarios } from './scenarios.ts';

const scenarios = readScenarios(resourcePath('training', 'scenarios'));
const [first] = scenarios;

it('has the exercises that the training promises, in order, and each kind of broken connection once', () => {
  expect(scenarios.map(({ id }) => id)).toEqual([
    'first-installation',
    'second-shop',
    'refusing-retailer',
    'wrong-address',
    'wrong-store',
    'server-down',
    'portal',
    'store-inactive',
    'taken-away',
  ]);
  const faults = scenarios.map(({ world }) => world.fault).filter((fault) => fault !== 'none');
  expect(faults.sort()).toEqual(practiceFault.options.filter((fault) => fault !== 'none').sort());
});

it.each(scenarios)('$id names a company that a form would take, and only numbers that it has', (scenario) => {
  expect(isValidNip(scenario.world.shop.nip)).toBe(true);
  const used = [...JSON.stringify(scenario).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const known = ['punkt', 'name', 'server', 'other', ...(scenario.world.points.length === 2 ? ['punkt2'] : [])];
  expect(used.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  // Read before there is a run, and so before there are numbers.
  const { title, summary, learnt } = scenario;
  expect(JSON.stringify({ title, summary, learnt })).not.toMatch(/\{(punkt|punkt2)\}/);
});

function folderWith(...texts: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'exercises-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [i, text] of texts.entries()) writeFileSync(join(folder, `${i}.json`), text);
  return folder;
}

it.each([
  ['a step that waits for what cannot be asked', (s: string) => s.replace('"is":"restarted"', '"is":"guessed"')],
  ['a code that no probe gives', (s: string) => s.replace('"probe.tcp-refused"', '"probe.no-such-thing"')],
  ['a text in one language only', (s: string) => s.replace(/"title":\{"pl":"([^"]+)","en":"[^"]+"\}/, '"title":{"pl":"$1"}')],
  ['a step that waits for a button it has not', (s: string) => s.replace('"is":"restarted"', '"is":"asked"')],
  ['a second point of sale that there is not', (s: string) => s.replace('"holds":["first"]', '"holds":["second"]')],
  ['two steps with one name', (s: string) => s.replace('"id":"restart"', '"id":"configure"')],
])('refuses an exercise with %s', (_what, spoil) => {
  const good = JSON.stringify(scenarios.find(({ id }) => id === 'wrong-address'));
  expect(readScenarios(folderWith(good))).toHaveLength(1);
  const spoilt = spoil(good);
  expect(spoilt).not.toBe(good);
  expect(() => readScenarios(folderWith(spoilt))).toThrow(/is not an exercise/);
});

it('refuses two exercises with one name', () => {
  const text = JSON.stringify(first);
  expect(() => readScenarios(folderWith(text, text))).toThrow(/one id/);
});

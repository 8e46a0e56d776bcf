import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { probeStageIds } from '../../domain/probe.ts';
import { FINDINGS, RUN_FINDINGS } from '../../domain/probe-findings.ts';
import { languages } from '../../domain/text.ts';
import enProbe from '../../resources/translations/en/probe.json' with { type: 'json' };
import plProbe from '../../resources/translations/pl/probe.json' with { type: 'json' };
import { codesTable, DOCUMENT, tableIn } from './codes-table.ts';

const texts: Readonly<Record<string, Readonly<Record<string, string>>>> = { pl: plProbe, en: enProbe };
const folder = new URL('./stages/', import.meta.url);
const sources = [
  new URL('./run.ts', import.meta.url),
  new URL('../../domain/probe-findings.ts', import.meta.url),
  ...readdirSync(folder)
    .filter((name) => name !== 'index.ts')
    .map((name) => new URL(name, folder)),
].map((file) => readFileSync(file, 'utf8'));

const codes = [...probeStageIds.flatMap((id) => Object.entries(FINDINGS[id])), ...Object.entries(RUN_FINDINGS)];

describe('the codes of the probe', () => {
  test('belong to one stage each, so that no two causes share one', () => {
    const all = codes.map(([code]) => code);
    expect(all).toEqual([...new Set(all)]);
  });

  test('have a sentence in each language, and advice exactly when somebody has to act', () => {
    const advised = codes.filter(([, finding]) => finding.status !== 'passed' && finding.status !== 'notTestable');
    const wanted = [...codes.map(([code]) => code), ...advised.map(([code]) => `${code}.advice`)].sort();
    for (const language of languages) expect(Object.keys(texts[language] ?? {}).sort(), language).toEqual(wanted);
  });

  test('say the same in both languages: the same facts appear, and no two codes share a sentence', () => {
    const facts = (text: string | undefined) => [...(text ?? '').matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
    for (const [key, text] of Object.entries(plProbe)) expect(facts(texts.en?.[key]), key).toEqual(facts(text));
    const findings = Object.entries(plProbe).filter(([key]) => !key.endsWith('.advice'));
    expect(new Set(findings.map(([, text]) => text)).size).toBe(findings.length);
  });

  test('that stand in the sources are declared, and what is declared is used', () => {
    const uses = sources.flatMap((source) => source.match(/(?<=')probe\.[a-z0-9-]+(?=')/g) ?? []);
    expect([...new Set(uses)].sort()).toEqual(codes.map(([code]) => code).sort());
    for (const [code] of codes) expect(uses.filter((use) => use === code).length, code).toBeGreaterThan(1);
  });

  test('never blame and never shout', () => {
    for (const text of Object.values({ ...plProbe, ...enProbe })) expect(text).not.toContain('!');
  });
});

test('docs/probe.md lists every code as it is', () => {
  expect(tableIn(readFileSync(DOCUMENT, 'utf8'))).toBe(codesTable());
});

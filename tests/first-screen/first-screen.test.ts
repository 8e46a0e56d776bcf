import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstTexts } from '../../renderer/first-texts.ts';
import { fetchPolish, makeI18n } from '../../renderer/i18n.ts';
import pl from '../../resources/translations/pl/ui.json' with { type: 'json' };

const RENDERER = join(import.meta.dirname, '..', '..', 'renderer');
const PLURAL = /_(one|few|many|other)$/;
const keys = [...new Set(Object.keys(pl).map((key) => key.replace(PLURAL, '')))];
const there = new Set(Object.keys(firstTexts).map((key) => key.replace(PLURAL, '')));
const IMPORT = /^(?:import|export)\b(?!\s+type)[^;'"]*?(?:from\s*)?'(\.[^']+\.tsx?)'/gm;

/** What the page's script needs before it draws anything: what it imports, and what that does, but nothing fetched later. */
function firstModules(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (file: string): void => {
    if (found.has(file)) return;
    const text = readFileSync(file, 'utf8');
    found.set(file, text);
    for (const [, path] of text.matchAll(IMPORT)) if (path !== undefined) add(join(dirname(file), path));
  };
  add(join(RENDERER, 'main.tsx'));
  return found;
}

const modules = [...firstModules()].filter(([file]) => !file.endsWith('first-texts.ts'));

describe('the texts of the first screen', () => {
  it('are those that its modules name', () => {
    const named = modules.flatMap(([, text]) => [
      ...[...text.matchAll(/'([\w.]+)'/g)].map(([, key]) => key ?? '').filter((key) => keys.includes(key)),
      ...[...text.matchAll(/`(\w+\.[\w.]*)\$\{/g)].flatMap(([, head]) => keys.filter((key) => key.startsWith(head ?? ''))),
    ]);
    expect(named.length).toBeGreaterThan(60);
    expect([...new Set(named)].filter((key) => !there.has(key)).sort()).toEqual([]);
  });

  it('are few: all others come a moment later', () => {
    expect(Object.keys(firstTexts).length).toBeLessThan(Object.keys(pl).length / 5);
  });

  it('are all that is there until the rest was fetched, once', async () => {
    const texts = makeI18n();
    expect([texts.exists('tickets.title'), texts.exists('quote.title')]).toEqual([true, false]);
    const fetching = fetchPolish(texts);
    expect(fetchPolish(texts)).toBe(fetching);
    await fetching;
    expect(fetchPolish(texts)).toBeNull();
    expect(keys.filter((key) => !texts.exists(key, { count: 1 }))).toEqual([]);
  });
});

describe('a part that comes later', () => {
  it('always waits for its texts', () => {
    const all = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));
    const lazy = all.filter((name) => /\blazy\(/.test(readFileSync(join(RENDERER, name), 'utf8')));
    expect(lazy).toEqual(['later.tsx']);
  });

  it('brings sentences only where something waits for them', () => {
    const users = modules.filter(([, text]) =>
      /from '[./]+domain\/(text|problem)\.ts'/.test(text.replaceAll(/^import type .*$/gm, '')),
    );
    const own = users.map(([file]) => relative(RENDERER, file)).filter((file) => !file.startsWith('..'));
    expect(own.sort()).toEqual(['i18n.ts', join('ui', 'states.tsx')]);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { appRefused, expectRefusal, technik } from './technik.ts';

describe('a command line that is wrong', () => {
  it.each([
    ['no command', [], 'usage.no-command', '--help'],
    ['an unknown command', ['nonsense'], 'usage.unknown-command', '„nonsense”'],
    ['half a command', ['pcpos'], 'usage.no-command', '--help'],
    ['an unknown command below one', ['pcpos', 'nonsense'], 'usage.unknown-command', '„nonsense”'],
    ['an unknown option', ['demo', '--nonsense'], 'usage.unknown-option', '„--nonsense”'],
    ['a misspelled option of the program', ['--jsn', 'demo'], 'usage.unknown-option', '„--jsn”'],
    ['a missing argument', ['pcpos', 'inspect'], 'usage.missing-argument', '<ścieżka>'],
    ['a missing option', ['pcpos', 'plan', '.'], 'usage.missing-option', '--server'],
    ['an option with no value', ['demo', '--data'], 'usage.missing-value', '--data'],
    ['a data folder with no name', ['demo', '--data', ''], 'usage.missing-value', '--data'],
    ['too many arguments', ['demo', 'one', 'two'], 'usage.too-many-arguments', '--help'],
    ['a break that is none', ['demo', '--break', 'nonsense'], 'usage.invalid-value', 'config, server, store'],
    ['a port that is none', ['mplatform', '--port', 'x', '--data', '.'], 'mplatform.port-invalid', '„x”'],
  ])('is answered with one sentence and 2: %s', async (_what, args, code, part) => {
    for (const ended of await Promise.all([technik(args), technik(['--json', ...args])])) {
      expect(expectRefusal(ended, 2, code)).toContain(part);
      expect(ended.out).toBe('');
    }
  });

  it('is answered by the app with one sentence and 2', async () => {
    expectRefusal(await appRefused(tempFolder(), '--nonsense'), 2, 'usage.hosted');
  });
});

it('with --json an error leaves one document or nothing on stdout, and the sentence on stderr', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'pcpos7.conf'), '{"server": "https://mplatform.example"}');
  const ended = await technik(['pcpos', 'inspect', folder, '--json']);
  expectRefusal(ended, 2, 'workstation.not-a-configuration');
  expect(JSON.parse(ended.out)).toMatchObject({ problem: { code: 'workstation.not-a-configuration' } });
});

it('help is on stdout, ends with 0 and has no word of English', async () => {
  for (const args of [['--help'], ['help'], ['demo', '--help'], ['mplatform', '--help'], ['pcpos', 'help', 'apply']]) {
    const { exit, out, err } = await technik(args);
    expect([exit, err]).toEqual([0, '']);
    expect(out).toMatch(/^Użycie: technik/);
    expect(out).not.toMatch(/Usage|Options|Commands|Arguments|display|default|choices|\[options\]|\[command\]| \/ /);
  }
});

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { contents, expectRefusal, technik } from './technik.ts';

const SAMPLE = join(import.meta.dirname, '..', 'fixtures', 'pcpos7', 'typical.conf');
const WANTED = ['--server', 'https://mplatform.example', '--store', '735'];
const NOBODY = 65_534;

/** A folder of PC-POS whose configuration is what `make` puts there. */
function till(make: (file: string) => void): string {
  const folder = join(tempFolder('bad-till'), 'pcpos7');
  mkdirSync(folder);
  make(join(folder, 'pcpos7.conf'));
  return folder;
}
const sample = (): string =>
  till((file) => {
    copyFileSync(SAMPLE, file);
    chmodSync(file, 0o644);
  });

describe('a configuration that is none is refused with one sentence, and not a byte of it changes', () => {
  it.each([
    [
      'noise',
      (file: string) => writeFileSync(file, Buffer.concat([Buffer.alloc(8), randomBytes(5000)])),
      'workstation.nul-bytes',
    ],
    [
      'JSON',
      (file: string) => writeFileSync(file, '{"MplatformConnection": {"Active": "Y"}}'),
      'workstation.not-a-configuration',
    ],
    [
      'a picture’s first bytes',
      (file: string) => writeFileSync(file, '\x89PNG\r\n\x1a\n', 'latin1'),
      'workstation.not-a-configuration',
    ],
    ['an empty file', (file: string) => writeFileSync(file, ''), 'workstation.not-a-configuration'],
    ['a folder', (file: string) => mkdirSync(file), 'workstation.not-a-file'],
    [
      '70 MB',
      (file: string) => {
        writeFileSync(file, '');
        truncateSync(file, 70 * 1024 * 1024);
      },
      'workstation.too-large',
    ],
    ['a folder with no pcpos7.conf', () => {}, 'workstation.not-found'],
  ])('%s', async (_what, make, code) => {
    const folder = till(make);
    const data = join(tempFolder('bad-data'), 'data');
    const before = contents(folder);
    for (const args of [
      ['inspect', folder],
      ['plan', folder, ...WANTED],
      ['apply', folder, ...WANTED],
    ])
      expectRefusal(await technik(['pcpos', ...args, '--data', data]), 2, code);
    expect(contents(folder)).toEqual(before);
  });
});

it('a folder that is not there is refused by every command, and is not made', async () => {
  const home = tempFolder('bad-till');
  const folder = join(home, 'missing');
  const data = join(tempFolder('bad-data'), 'data');
  for (const args of [
    ['inspect', folder],
    ['plan', folder, ...WANTED],
    ['apply', folder, ...WANTED],
    ['history', folder],
  ]) {
    const ended = await technik(['pcpos', ...args, '--data', data]);
    expect(expectRefusal(ended, 2, 'workstation.not-found')).toContain(folder);
  }
  expect(contents(home)).toEqual({});
});

it('a server or a store that is none is refused, and not a byte changes', async () => {
  const folder = sample();
  const before = contents(folder);
  const refused = async (server: string, store: string, code: string) =>
    expectRefusal(await technik(['pcpos', 'apply', folder, '--server', server, '--store', store]), 2, code);
  await refused('nonsense', '735', 'workstation.server-invalid');
  await refused('https://a:b@mplatform.example', '735', 'workstation.server-with-password');
  await refused('https://mplatform.example', '735,x', 'workstation.store-invalid');
  await refused('https://mplatform.example', ' , ', 'workstation.no-stores');
  expect(contents(folder)).toEqual(before);
});

describe('with no right to write, the answer is no', () => {
  it.skipIf(process.getuid?.() !== 0)('to a file of somebody else', async () => {
    const folder = sample();
    const data = tempFolder('bad-data');
    for (const open of [data, join(folder, '..')]) chmodSync(open, 0o777);
    const before = contents(folder);
    const ended = await technik(['pcpos', 'apply', folder, ...WANTED, '--data', data], { uid: NOBODY });
    expect(expectRefusal(ended, 1, 'workstation.no-access')).toContain('pcpos7.conf');
    expect(contents(folder)).toEqual(before);
  });

  it('to a file that not even the administrator may change', async ({ skip }) => {
    const folder = sample();
    const file = join(folder, 'pcpos7.conf');
    try {
      execFileSync('chattr', ['+i', file], { stdio: 'ignore' });
    } catch {
      skip('this file system or account cannot protect a file');
    }
    onTestFinished(() => void execFileSync('chattr', ['-i', file]));
    const before = contents(folder);
    const ended = await technik(['pcpos', 'apply', folder, ...WANTED, '--data', join(tempFolder('bad-data'), 'data')]);
    expectRefusal(ended, 1, 'workstation.no-access');
    expect(contents(folder)).toEqual(before);
  });
});

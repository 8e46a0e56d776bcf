import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../../tests/support/temp.ts';
import { handOn, takeHandedFiles } from './handed-files.ts';

function first(user?: string) {
  const folder = tempFolder('handed');
  const opened: string[] = [];
  const stop = takeHandedFiles(folder, (file) => opened.push(file), user);
  onTestFinished(stop);
  return { folder, opened, stop };
}

it('what a second start hands on the first one opens, once', async () => {
  const { folder, opened } = first();
  expect(await handOn(folder, ['/media/usb/a.mtechnik', '/media/usb/b.mtechnik'])).toBe(true);
  expect(opened).toEqual(['/media/usb/a.mtechnik', '/media/usb/b.mtechnik']);
  expect(readdirSync(join(folder, 'opened'))).toEqual([]);
});

it('nobody takes what was handed on by another account, to a program that has ended, or where there never was one', async () => {
  const other = first('anna');
  expect(await handOn(other.folder, ['/a.mtechnik'], { user: 'jan', patience: 200 })).toBe(false);
  const ended = first();
  ended.stop();
  expect(await handOn(ended.folder, ['/a.mtechnik'], { patience: 200 })).toBe(false);
  expect(await handOn(tempFolder('none'), ['/a.mtechnik'])).toBe(false);
  expect([other.opened, ended.opened, readdirSync(join(other.folder, 'opened'))]).toEqual([[], [], []]);
});

it('what nobody of ours wrote opens nothing, and what was left from before is gone', async () => {
  const { folder, opened, stop } = first();
  writeFileSync(join(folder, 'opened', 'x.json'), '{"files":["/etc/passwd"]}');
  writeFileSync(join(folder, 'opened', 'y.json'), 'x');
  await handOn(folder, ['/a.mtechnik']);
  expect(opened).toEqual(['/a.mtechnik']);
  stop();
  const again = takeHandedFiles(folder, (file) => opened.push(file));
  onTestFinished(again);
  expect(existsSync(join(folder, 'opened', 'x.json'))).toBe(false);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockInstance } from './instance-lock.ts';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'technik-lock-'));

test('the second on one data folder is told so, until the first lets go', async () => {
  const data = await folder();
  const first = lockInstance(data);
  expect(first).toBeDefined();
  expect(lockInstance(data)).toBeUndefined();
  expect(lockInstance(await folder())).toBeDefined();
  first?.release();
  const next = lockInstance(data);
  expect(next).toBeDefined();
  next?.release();
});

test('a killed process leaves no lock behind', async () => {
  const data = await folder();
  const code = `import { lockInstance } from ${JSON.stringify(new URL('./instance-lock.ts', import.meta.url).href)};
    globalThis.kept = lockInstance(${JSON.stringify(data)}); console.log('held'); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(other.stdout, 'data');
  expect(lockInstance(data)).toBeUndefined();
  other.kill('SIGKILL');
  await once(other, 'exit');
  const mine = lockInstance(data);
  expect(mine).toBeDefined();
  mine?.release();
});

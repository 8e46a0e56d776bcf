import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forkModule } from './host.ts';

async function module(code: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'technik-fork-')), 'module.mjs');
  await writeFile(file, code);
  return file;
}

const ECHO = `process.once('message', (m) => process.send({ got: m, args: process.argv.slice(2) }));
process.once('disconnect', () => process.exit(0));`;

test('a forked module gets its order as a message and nothing on its command line', async () => {
  const child = forkModule(await module(ECHO), { secret: 'order' });
  const answer = await new Promise((resolve) => child.onMessage(resolve));
  expect(answer).toEqual({ got: { secret: 'order' }, args: [] });
  await child.stop();
});

test('stopping resolves once the process is gone, and stopping again does nothing', async () => {
  const child = forkModule(await module(ECHO), {});
  await new Promise((resolve) => child.onMessage(resolve));
  let gone = false;
  child.onExit(() => {
    gone = true;
  });
  await child.stop();
  expect(gone).toBe(true);
  await child.stop();
});

test('a module that ends by itself is reported', async () => {
  const child = forkModule(await module('process.exit(3)'), {});
  await new Promise<void>((resolve) => child.onExit(resolve));
  await child.stop();
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { lockName, systemTillLock } from './till-lock.ts';

const lock = systemTillLock(process.platform);
let number = 0;
const till = (): string => {
  number += 1;
  return `/tills/${process.pid}-${number}/pcpos7.conf`;
};

test.runIf(process.platform === 'linux' || process.platform === 'win32')(
  'the second who wants to change a till’s file is told so, until the first is done; another till is free',
  async () => {
    const file = till();
    const unlock = await lock(file);
    expect(unlock).toBeDefined();
    expect(await lock(file)).toBeUndefined();
    expect(await lock(till())).toBeDefined();
    await unlock?.();
    expect(await lock(file)).toBeDefined();
  },
);

/** Another account where this one may become it: as on a till with two Windows users. */
const otherUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

test.runIf(process.platform === 'linux')(
  'it holds against another account of the machine, and ends with its process',
  async () => {
    const file = till();
    // Inherited, since that account may not be able to read this folder.
    const code = `require('node:net').createServer((s) => s.destroy()).listen(${JSON.stringify(lockName(file, 'linux'))},
    () => console.log('held')).on('error', ({ code }) => console.log(code)); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/', ...otherUser });
    expect(String((await once(other.stdout, 'data'))[0])).toBe('held\n');
    expect(await lock(file)).toBeUndefined();
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(await lock(file)).toBeDefined();
  },
);

test('on Windows capitals make no other file of it; where there is no such lock, work is not kept from going on', async () => {
  expect(lockName('C:\\PCPOS7\\pcpos7.conf', 'win32')).toBe(lockName('c:\\pcpos7\\PCPOS7.CONF', 'win32'));
  expect(lockName('C:\\PCPOS7\\pcpos7.conf', 'win32')).toMatch(/^\\\\\.\\pipe\\m-technik-till-[0-9a-f]{32}$/);
  expect(lockName('/a', 'linux')).not.toBe(lockName('/A', 'linux'));
  expect(await systemTillLock('darwin')(till())).toBeDefined();
});

import { once } from 'node:events';
import { linkSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempFolder } from '../../tests/support/temp.ts';
import { changedAt, runningSince } from './index.ts';

describe('when a file came to be as it is', () => {
  const written = (): string => {
    const file = join(tempFolder('since'), 'pcpos7.conf');
    writeFileSync(file, 'x');
    return file;
  };

  it('is when it was written', async () => {
    const before = Date.now();
    const at = await changedAt(written());
    // The kernel's own clock ticks every few milliseconds.
    expect(at).toBeGreaterThan(before - 50);
    expect(at).toBeLessThan(Date.now() + 50);
  });

  it('is not the age of a content that was copied over with its date', async () => {
    const file = written();
    utimesSync(file, 1_000, 1_000);
    expect(statSync(file).mtimeMs).toBe(1_000_000);
    expect(await changedAt(file)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('is a date in the future where the file has one: the clock was wrong then or is now', async () => {
    const file = written();
    const ahead = Math.floor(Date.now() / 1000) + 86_400;
    utimesSync(file, ahead, ahead);
    expect(await changedAt(file)).toBe(ahead * 1000);
  });

  it('follows what happens to the file without its content, to be on the safe side', async () => {
    const file = written();
    const first = await changedAt(file);
    let other = 0;
    // Until the kernel's clock has moved on.
    while ((await changedAt(file)) === first) linkSync(file, `${file}.${other++}`);
    expect(await changedAt(file)).toBeGreaterThan(first ?? 0);
  });

  it('cannot be told of a file that is not there', async () => {
    expect(await changedAt(join(tempFolder('since'), 'pcpos7.conf'))).toBeNull();
  });
});

describe.skipIf(process.platform !== 'linux')('since when the process that holds the port runs', () => {
  it('is when it began, to a second and not later', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const since = await runningSince((server.address() as { port: number }).port);
    const began = Date.now() - process.uptime() * 1000;
    // `process.uptime` counts from a little after the process began.
    expect(since).toBeGreaterThan(began - 2_000);
    expect(since).toBeLessThan(began + 50);
  });

  it('is unknown where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    expect(await runningSince(port)).toBeNull();
  });
});

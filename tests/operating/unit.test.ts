import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolDevice, openLive } from '../../mplatform/server/testing.ts';
import { pdf } from '../support/scans.ts';
import { found, root, whyNot } from './here.ts';
import { firstTime, openStand, type Stand } from './stand.ts';
import { unitOf } from './unit.ts';
import { openForBusiness } from './work.ts';

const UNIT = join(root, 'docs/operating/mplatform@.service');
const why =
  whyNot() ?? (['strace', 'systemd-analyze'].every((name) => found(name) !== undefined) ? null : 'no strace or systemd-analyze');

/** The names that a filter stands for, such as `@system-service`, or a name by itself. */
function calls(filter: string): ReadonlySet<string> {
  if (!filter.startsWith('@')) return new Set([filter]);
  const text = execFileSync('systemd-analyze', ['syscall-filter', filter], { encoding: 'utf8' });
  const names = text.split('\n').flatMap((line) => /^ {4}([@\w-]+)$/.exec(line)?.[1] ?? []);
  return new Set(names.flatMap((name) => [...(name === filter ? [] : calls(name))]));
}

describe.skipIf(why !== null)(`a node under its systemd unit${why === null ? '' : ` (${why})`}`, () => {
  let stand: Stand;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mplatform-traced-'));
    chmodSync(folder, 0o755);
    stand = await openStand();
    await firstTime(stand);
  }, 300_000);
  afterAll(async () => {
    await stand.close();
    rmSync(folder, { recursive: true });
  });

  it('asks the system for nothing that the unit forbids', async () => {
    const { code } = await openForBusiness(stand);
    const trace = join(folder, 'calls');
    await stand.nodes[0]?.stop();
    execFileSync('install', ['-m', '0666', '/dev/null', trace]);
    const traced = await stand.startNode(0, {
      before: [found('strace') ?? '', '-f', '-q', '-c', '-S', 'name', '-U', 'name', '-o', trace],
    });
    await stand.nodes[1]?.stop();
    const device = await enrolDevice(stand.server, 'machine-0001', await code());
    const line = await openLive(stand.server, device);
    await line.next();
    const taken = await device.act({ kind: 'ticket.take', target: 't-300', args: {} });
    expect(taken[0]?.outcome).toBe('applied');
    const scan = pdf(300_000);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const headers = { authorization: `Bearer ${device.token}`, 'tus-resumable': '1.0.0' };
    const created = await fetch(`${stand.address}/v1/files`, {
      method: 'POST',
      headers: {
        ...headers,
        'upload-length': '300000',
        'upload-metadata': `sha256 ${base64(scan.sha256)},size ${base64('300000')},type ${base64(scan.type)}`,
      },
    });
    const more = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
    const sent = await fetch(new URL(created.headers.get('location') ?? '', stand.address), {
      method: 'PATCH',
      headers: { ...headers, ...more },
      body: new Uint8Array(scan.bytes),
    });
    expect(sent.status).toBe(204);
    await traced.metrics();
    line.socket.close();
    // The tracer passes it on and writes what it counted.
    execFileSync('pkill', ['-TERM', '-P', String(traced.pid)]);
    await traced.stop('SIGCONT');

    const allowed = new Set<string>();
    for (const filter of unitOf(UNIT).get('SystemCallFilter') ?? []) {
      for (const name of filter
        .replace('~', '')
        .split(' ')
        .flatMap((one) => [...calls(one)])) {
        if (filter.startsWith('~')) allowed.delete(name);
        else allowed.add(name);
      }
    }
    const asked = readFileSync(trace, 'utf8')
      .split('\n')
      .map((one) => one.trim())
      .filter((one) => /^\w+$/.test(one) && one !== 'syscall' && one !== 'total');
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((one) => !allowed.has(one))).toEqual([]);
  }, 300_000);

  it('is held tightly by systemd’s own measure', () => {
    const said = execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=14', UNIT], { encoding: 'utf8' });
    expect(said).toContain('OK');
  });
});

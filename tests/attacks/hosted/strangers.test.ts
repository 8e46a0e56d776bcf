import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { LAUNCH_MS, PAGE_TOKEN_MS } from '../../../electron/hosted/session.ts';
import { enter, pageToken, raw, statusOf, testHosted } from '../../../electron/hosted/testing.ts';
import { claimDataFolder } from '../../../electron/shared/claim.ts';

/** Who has one of the secrets, or comes too late with it, or is another account of this machine. */

let now: number;
let hosted: Awaited<ReturnType<typeof testHosted>>;
beforeEach(async () => {
  now = 1_000_000;
  hosted = await testHosted(undefined, undefined, { clock: { now: () => now } });
});
afterEach(() => hosted.close());

const statusOfSession = (headers: Record<string, string>): Promise<number> =>
  fetch(`${hosted.origin}/session`, { method: 'POST', headers }).then(({ status }) => status);

function line(cookie: string, token: string): Promise<WebSocket> {
  const ws = new WebSocket(`${hosted.origin.replace('http', 'ws')}/rpc`, ['technik', `token.${token}`], {
    headers: { cookie, origin: hosted.origin },
  });
  return new Promise((resolve, reject) => {
    ws.once('open', () => resolve(ws));
    ws.once('error', reject);
  });
}

describe('the launch address', () => {
  test('is worth nothing to who finds it after its time, and nothing to the window then either', async () => {
    now += LAUNCH_MS;
    expect((await fetch(hosted.launchAddress.replace(/.$/, 'x'))).status).toBe(403);
    now += 1;
    expect((await fetch(hosted.launchAddress)).status).toBe(403);
    // A clock that was set back does not bring it back.
    now -= LAUNCH_MS;
    expect((await fetch(hosted.launchAddress)).status).toBe(403);
  });

  test('is good to the last moment of its time', async () => {
    now += LAUNCH_MS;
    expect((await fetch(hosted.launchAddress)).status).toBe(200);
  });

  test('found in a history after the window went in, opens nothing', async () => {
    const inside = await enter(hosted);
    const again = await fetch(hosted.launchAddress, { headers: { cookie: inside.cookie } });
    expect(again.status).toBe(403);
    expect(again.headers.get('set-cookie')).toBeNull();
    expect(await again.text()).not.toContain('key=');
  });

  test('asked for by many at once lets one in', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(hosted.launchAddress)));
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
  });
});

describe('who stole the cookie', () => {
  test('reads the interface’s files, which are in every copy of the program, and gets no line to the core', async () => {
    const { cookie } = await enter(hosted);
    expect((await fetch(hosted.origin, { headers: { cookie } })).status).toBe(200);
    const asked = { cookie, origin: hosted.origin, 'sec-fetch-site': 'same-origin' };
    expect(await statusOfSession(asked)).toBe(401);
    for (const key of ['', 'x', 'undefined', 'null', cookie.split('=')[1] ?? '']) {
      expect(await statusOfSession({ ...asked, 'x-technik-key': key })).toBe(401);
      await expect(line(cookie, key)).rejects.toThrow('401');
    }
  });

  test('shows two keys, one of them right, and is not let in', async () => {
    const { cookie, key } = await enter(hosted);
    const answer = await raw(hosted.origin, [
      'POST /session HTTP/1.1',
      `Host: ${new URL(hosted.origin).host}`,
      `Origin: ${hosted.origin}`,
      `Cookie: ${cookie}`,
      `X-Technik-Key: ${key}`,
      'X-Technik-Key: guess',
      'Content-Length: 0',
      'Connection: close',
    ]);
    expect(statusOf(answer)).toBe(401);
  });

  test('and the key without the cookie is as little', async () => {
    const { key } = await enter(hosted);
    expect(await statusOfSession({ origin: hosted.origin, 'x-technik-key': key })).toBe(401);
    expect((await fetch(hosted.origin, { headers: { 'x-technik-key': key } })).status).toBe(401);
  });

  test('another service of this machine that sets the cookie anew shuts nobody in', async () => {
    const { cookie } = await enter(hosted);
    const [name] = cookie.split('=');
    expect((await fetch(hosted.origin, { headers: { cookie: `${name}=mine` } })).status).toBe(401);
    expect((await fetch(hosted.origin, { headers: { cookie: `${name}=mine; ${cookie}` } })).status).toBe(200);
  });
});

describe('a token for a socket', () => {
  test('runs out', async () => {
    const inside = await enter(hosted);
    const [late, inTime] = [await pageToken(hosted, inside), await pageToken(hosted, inside)];
    now += PAGE_TOKEN_MS;
    (await line(inside.cookie, inTime)).terminate();
    now += 1;
    await expect(line(inside.cookie, late)).rejects.toThrow('401');
  });

  test('is good for one socket, also when two ask at the same moment', async () => {
    const inside = await enter(hosted);
    const token = await pageToken(hosted, inside);
    const lines = await Promise.allSettled([line(inside.cookie, token), line(inside.cookie, token)]);
    expect(lines.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    for (const one of lines) if (one.status === 'fulfilled') one.value.terminate();
  });
});

test('who guesses the port finds a closed door at every path, and not a word of what is behind it', async () => {
  for (const path of [
    '/',
    '/index.html',
    '/page.js',
    '/rpc',
    '/session',
    '/launch',
    '/launch?token=',
    '/.git/config',
    '/launch.html',
  ]) {
    const answer = await fetch(hosted.origin + path, { headers: { cookie: 'technik-0000000000000000=x' } });
    expect([401, 403], path).toContain(answer.status);
    expect(await answer.text()).toMatch(/^Tę stronę otwiera program M\/Technik/);
    for (const tell of ['server', 'x-powered-by', 'etag', 'set-cookie']) expect(answer.headers.get(tell)).toBeNull();
  }
});

/** Code run by an account that has nothing to do with the technician's; needs root to become it. */
async function asNobody(code: string): Promise<unknown> {
  const child = spawn(process.execPath, ['-e', `${code}.then((said) => console.log(JSON.stringify(said)));`], {
    uid: 65534,
    gid: 65534,
    cwd: '/',
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
  });
  await once(child, 'close');
  return JSON.parse(text);
}

describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)('another account of this machine', () => {
  test('cannot read the launch file, even where it may look into the folder', async () => {
    const file = fileURLToPath(hosted.launchFile.address);
    await chmod(dirname(file), 0o755);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const read = `require('node:fs/promises').readFile(${JSON.stringify(file)}, 'utf8').catch(({ code }) => code)`;
    expect(await asNobody(read)).toBe('EACCES');
  });

  test('cannot look into the data folder as the program makes it', async () => {
    await chmod(hosted.dataFolder, 0o755);
    const folder = join(hosted.dataFolder, 'data');
    const claimed = claimDataFolder(folder);
    if (!claimed.ok) throw new Error(claimed.error.code);
    const read = `require('node:fs/promises').readdir(${JSON.stringify(folder)}).catch(({ code }) => code)`;
    expect(await asNobody(read)).toBe('EACCES');
    claimed.value.release();
  });

  test('reaches the port and is told nothing', async () => {
    const knock = `Promise.all(['/', '/session', '/launch?token=x'].map((p) => fetch(${JSON.stringify(hosted.origin)} + p).then((a) => a.status)))`;
    expect(await asNobody(knock)).toEqual([401, 401, 403]);
  });

  test('finds no secret on any command line of this machine', async () => {
    const token = new URL(hosted.launchAddress).searchParams.get('token') ?? '';
    const lines = await Promise.all(
      (await readdir('/proc'))
        .filter((pid) => /^\d+$/.test(pid))
        .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    );
    expect(lines.filter((text) => text.includes(token))).toEqual([]);
    expect(hosted.launchFile.address).not.toContain(token);
  });
});

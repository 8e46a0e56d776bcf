import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Hosted } from './server.ts';
import { enter, pageToken, raw, statusOf, testHosted } from './testing.ts';

let hosted: Hosted & { readonly dataFolder: string };
beforeEach(async () => {
  hosted = await testHosted();
});
afterEach(() => hosted.close());

const host = (): string => `Host: ${new URL(hosted.origin).host}`;

describe('the launch', () => {
  test('a window goes in by the launch file, gets the page and calls the core', async () => {
    const inside = await enter(hosted);
    const { cookie } = inside;
    const page = await fetch(`${hosted.origin}/`, { headers: { cookie } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('data-shell="hosted"');
    const ws = await open(await pageToken(hosted, inside), cookie);
    expect(ws.protocol).toBe('technik');
    const client = createORPCClient<{ greet: () => Promise<string> }>(new RPCLink({ websocket: ws as never }));
    expect(await client.greet()).toBe('dzień dobry');
    ws.close();
  });

  test('the launch address is good once', async () => {
    expect((await fetch(hosted.launchAddress)).status).toBe(200);
    expect((await fetch(hosted.launchAddress)).status).toBe(403);
  });

  test('a guessed launch token is refused and leaves the real one good', async () => {
    expect((await fetch(`${hosted.origin}/launch?token=guess`)).status).toBe(403);
    expect((await fetch(`${hosted.origin}/launch`)).status).toBe(403);
    expect((await fetch(hosted.launchAddress)).status).toBe(200);
  });

  test('the cookie is out of reach of scripts and of other sites', async () => {
    const answer = await fetch(hosted.launchAddress);
    expect(answer.headers.get('set-cookie')).toMatch(/^technik-[0-9a-f]{16}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  test('the launch file is its owner’s alone, holds the address and is gone after use', async () => {
    const file = fileURLToPath(hosted.launchFile.address);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    await fetch(hosted.launchAddress);
    await expect.poll(() => existsSync(file)).toBe(false);
  });
});

describe('what is refused', () => {
  test('a name pointed at this machine (rebinding), no name, two names, and names almost right', async () => {
    const port = new URL(hosted.origin).port;
    for (const wrong of ['evil.example', `evil.example:${port}`, `localhost:${port}`, '127.0.0.1', `127.0.0.1:${port}.`]) {
      expect(statusOf(await raw(hosted.origin, ['GET / HTTP/1.1', `Host: ${wrong}`, 'Connection: close'])), wrong).toBe(403);
    }
    expect(statusOf(await raw(hosted.origin, ['GET / HTTP/1.0']))).toBe(403);
    expect(statusOf(await raw(hosted.origin, ['GET / HTTP/1.1', 'Connection: close']))).toBe(400);
    const doubled = await raw(hosted.origin, ['GET / HTTP/1.1', host(), 'Host: evil.example', 'Connection: close']);
    expect([400, 403]).toContain(statusOf(doubled));
  });

  test('an absolute-form address, as for a proxy', async () => {
    for (const target of [`${hosted.origin}/`, 'http://evil.example/', '//evil.example/', '*']) {
      const answer = await raw(hosted.origin, [`GET ${target} HTTP/1.1`, host(), 'Connection: close']);
      expect(statusOf(answer), target).toBe(400);
    }
  });

  test('a page and its files without the cookie', async () => {
    for (const path of ['/', '/page.js', '/index.html']) expect((await fetch(hosted.origin + path)).status).toBe(401);
  });

  test('a session asked for by another site, by no site, without the cookie and without the key', async () => {
    const inside = await enter(hosted);
    const { cookie } = inside;
    const ask = (headers: Record<string, string>): Promise<number> =>
      fetch(`${hosted.origin}/session`, { method: 'POST', headers }).then((a) => a.status);
    const window = { cookie, origin: hosted.origin, 'x-technik-key': inside.key };
    expect(await ask(window)).toBe(200);
    expect(await ask({ ...window, origin: 'https://evil.example' })).toBe(403);
    expect(await ask({ ...window, origin: 'null' })).toBe(403);
    expect(await ask({ ...window, 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await ask({ cookie, 'x-technik-key': inside.key })).toBe(403);
    expect(await ask({ ...window, cookie: '' })).toBe(401);
    expect(await ask({ cookie, origin: hosted.origin })).toBe(401);
    expect(await ask({ ...window, 'x-technik-key': 'guess' })).toBe(401);
  });

  test('a session is never answered to GET, and no method but GET, HEAD and POST is known', async () => {
    const inside = await enter(hosted);
    const { cookie } = inside;
    expect((await fetch(`${hosted.origin}/session`, { headers: { cookie } })).status).toBe(405);
    for (const method of ['PUT', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(hosted.origin, { method, headers: { cookie, origin: hosted.origin } });
      expect(answer.status, method).toBe(405);
    }
  });

  test('a body larger than any of ours', async () => {
    const inside = await enter(hosted);
    const { cookie } = inside;
    const body = 'x'.repeat(2000);
    const headers = { cookie, origin: hosted.origin, 'x-technik-key': inside.key };
    const answer = await fetch(`${hosted.origin}/session`, { method: 'POST', headers, body });
    expect(answer.status).toBe(413);
  });

  test('a way out of the interface’s folder', async () => {
    const inside = await enter(hosted);
    const { cookie } = inside;
    for (const path of [
      '/../secret.json',
      '/%2e%2e/secret.json',
      '/..%2fsecret.json',
      '/..%5csecret.json',
      '/a/../../secret.json',
    ]) {
      const answer = await raw(hosted.origin, [`GET ${path} HTTP/1.1`, host(), `Cookie: ${cookie}`, 'Connection: close']);
      expect(statusOf(answer), path).toBe(404);
      expect(answer).not.toContain('outside');
    }
  });

  test('a socket without cookie, without token, with a used token, from another site or at another path', async () => {
    const inside = await enter(hosted);
    const { cookie } = inside;
    const token = await pageToken(hosted, inside);
    await expect(open(token, '')).rejects.toThrow('401');
    await expect(open('guess', cookie)).rejects.toThrow('401');
    await expect(open(token, cookie, { origin: 'https://evil.example' })).rejects.toThrow('403');
    await expect(open(token, cookie, { origin: '' })).rejects.toThrow('403');
    await expect(open(token, cookie, { path: '/other' })).rejects.toThrow('404');
    const ws = await open(token, cookie);
    await expect(open(token, cookie)).rejects.toThrow('401');
    ws.close();
  });

  test('an upgrade under another name', async () => {
    const answer = await raw(hosted.origin, [
      'GET /rpc HTTP/1.1',
      'Host: evil.example',
      'Upgrade: websocket',
      'Connection: Upgrade',
    ]);
    expect(statusOf(answer)).toBe(403);
  });

  test('a frame larger than the limit ends that line and no other', async () => {
    const inside = await enter(hosted);
    const { cookie } = inside;
    const ws = await open(await pageToken(hosted, inside), cookie);
    const other = await open(await pageToken(hosted, inside), cookie);
    const closed = new Promise((resolve) => ws.once('close', resolve));
    ws.on('error', () => {});
    ws.send(Buffer.alloc(5 * 1024 * 1024));
    await closed;
    expect(other.readyState).toBe(WebSocket.OPEN);
    other.close();
  });
});

test('every answer forbids sniffing, referrers and other sites; a page has its own nonce and is not stored', async () => {
  const { cookie } = await enter(hosted);
  const nonces = new Set<string>();
  for (let i = 0; i < 2; i += 1) {
    const page = await fetch(hosted.origin, { headers: { cookie } });
    const policy = page.headers.get('content-security-policy') ?? '';
    const nonce = /style-src 'self' 'nonce-([\w-]{22})'/.exec(policy)?.[1] ?? '';
    nonces.add(nonce);
    expect(await page.text()).toContain(`content="${nonce}"`);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
    expect(page.headers.get('cache-control')).toBe('no-store');
  }
  expect(nonces.size).toBe(2);
  for (const path of ['/', '/page.js', '/nothing.js', '/launch?token=x']) {
    const { headers } = await fetch(hosted.origin + path, { headers: { cookie } });
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('referrer-policy'), path).toBe('no-referrer');
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

test('the number of windows is told as they come and go', async () => {
  const counts: number[] = [];
  const inside = await enter(hosted);
  const { cookie } = inside;
  const told = new Promise<void>((resolve) =>
    hosted.onWindows((count) => {
      counts.push(count);
      if (count === 0) resolve();
    }),
  );
  (await open(await pageToken(hosted, inside), cookie)).close();
  await told;
  expect(counts).toEqual([1, 0]);
});

test('no other machine reaches it', async () => {
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((i) => i?.internal === false && i.family === 'IPv4')?.address;
  if (outside === undefined) return;
  await expect(fetch(`http://${outside}:${new URL(hosted.origin).port}/`)).rejects.toThrow();
});

function open(token: string, cookie: string, other: { origin?: string; path?: string } = {}): Promise<WebSocket> {
  const origin = other.origin ?? hosted.origin;
  const ws = new WebSocket(hosted.origin.replace('http', 'ws') + (other.path ?? '/rpc'), ['technik', `token.${token}`], {
    headers: { cookie, ...(origin === '' ? {} : { origin }) },
  });
  return new Promise((resolve, reject) => {
    ws.once('open', () => resolve(ws));
    ws.once('error', reject);
  });
}

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findBrowser, mustRunUnsandboxed, thisSystem } from '../../electron/hosted/browser.ts';
import { testHosted } from '../../electron/hosted/testing.ts';

/**
 * Another service of this machine shows a page in the same browser. It is the hardest neighbour there is: browsers count
 * all ports of 127.0.0.1 as one site, so strict cookies go with its requests, and even to itself.
 */

/** The interface in short: gets its line, keeps its key where ours does, and says so. */
const OURS = `
const key = sessionStorage.getItem('technik-key') ?? location.hash.slice('#key='.length);
sessionStorage.setItem('technik-key', key);
history.replaceState(null, '', '/');
new BroadcastChannel('technik-key').addEventListener('message', ({ data, target }) => data === 'ask' && target.postMessage(key));
const { token } = await (await fetch('/session', { method: 'POST', headers: { 'x-technik-key': key }, body: '{}' })).json();
const socket = new WebSocket('ws://' + location.host + '/rpc', ['technik', 'token.' + token]);
await new Promise((resolve) => socket.addEventListener('open', resolve));
window.technikSecret = 'tickets';
document.body.dataset.report = 'connected';`;

const EVIL = '<!doctype html><meta charset="utf-8"><title>evil</title><body>';

let hosted: Awaited<ReturnType<typeof testHosted>>;
let browser: Browser;
let evil: Server;
let evilPort: number;
let seen: IncomingMessage[];
beforeEach(async () => {
  hosted = await testHosted(undefined, OURS);
  seen = [];
  evil = createServer((request, response) => {
    seen.push(request);
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(EVIL);
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  evilPort = (evil.address() as AddressInfo).port;
  const system = thisSystem();
  browser = await chromium.launch({
    executablePath: findBrowser(system)?.file ?? '',
    chromiumSandbox: !mustRunUnsandboxed(system),
    // A name that its owner has pointed at this machine.
    args: ['--host-resolver-rules=MAP rebound.example 127.0.0.1'],
  });
});
afterEach(async () => {
  await browser.close();
  evil.close();
  await hosted.close();
});

/** Our window, connected, and the attacker's page beside it in the same browser. */
async function beside(address: string): Promise<{ readonly ours: Page; readonly theirs: Page }> {
  const context = await browser.newContext();
  const ours = await context.newPage();
  await ours.goto(hosted.launchFile.address);
  await ours.waitForSelector('body[data-report=connected]', { state: 'attached' });
  const theirs = await context.newPage();
  await theirs.goto(address);
  return { ours, theirs };
}

test.each(['127.0.0.1', 'localhost', 'rebound.example'])(
  'a page of another port under the name %s gets nothing',
  async (name) => {
    const { ours, theirs } = await beside(`http://${name}:${evilPort}/`);
    const got = await theirs.evaluate(async (victim) => {
      const ask = async (path: string, init: RequestInit) => {
        try {
          const answer = await fetch(victim + path, init);
          return `${answer.type} ${answer.status} ${await answer.text()}`;
        } catch {
          return 'blocked';
        }
      };
      const loaded = (tag: string, attribute: string, path: string) =>
        new Promise<string>((resolve) => {
          const element = Object.assign(document.createElement(tag), { rel: 'stylesheet', [attribute]: victim + path });
          element.addEventListener('load', () => resolve('loaded'));
          element.addEventListener('error', () => resolve('blocked'));
          document.body.append(element);
        });
      const line = (protocols: string[]) =>
        new Promise<string>((resolve) => {
          const socket = new WebSocket(`${victim.replace('http', 'ws')}/rpc`, protocols);
          socket.addEventListener('open', () => resolve('open'));
          socket.addEventListener('error', () => resolve('blocked'));
        });
      const channel = new BroadcastChannel('technik-key');
      let heard = 'silence';
      channel.addEventListener('message', ({ data }) => {
        heard = `told ${String(data)}`;
      });
      channel.postMessage('ask');
      const frame = document.createElement('iframe');
      frame.src = `${victim}/`;
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve));
      let framed = 'blocked';
      try {
        framed = frame.contentDocument?.body.textContent ?? 'blocked';
      } catch {}
      const got = {
        page: await ask('/', { credentials: 'include' }),
        session: await ask('/session', { method: 'POST', credentials: 'include', headers: { 'x-technik-key': 'x' }, body: '{}' }),
        simple: await ask('/session', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }),
        script: await loaded('script', 'src', '/page.js'),
        style: await loaded('link', 'href', '/page.js'),
        image: await loaded('img', 'src', '/page.js'),
        line: await line(['technik', 'token.guess']),
        bare: await line([]),
        framed,
        kept: sessionStorage.getItem('technik-key'),
        cookie: document.cookie,
      };
      // Last: after all those ways there and back an answer would have come.
      return { ...got, heard };
    }, hosted.origin);
    expect(got).toEqual({
      page: 'blocked',
      session: 'blocked',
      simple: expect.stringMatching(/^(opaque 0 |blocked)$/),
      script: 'blocked',
      style: 'blocked',
      image: 'blocked',
      line: 'blocked',
      bare: 'blocked',
      framed: 'blocked',
      heard: 'silence',
      kept: null,
      cookie: '',
    });
    expect(await ours.getAttribute('body', 'data-report')).toBe('connected');
  },
);

test('a form of another page is refused, and changes nothing', async () => {
  const { ours, theirs } = await beside(`http://127.0.0.1:${evilPort}/`);
  const answered = theirs.waitForResponse(`${hosted.origin}/session`);
  await theirs.evaluate((action) => {
    const form = Object.assign(document.createElement('form'), { method: 'POST', action });
    document.body.append(form);
    form.submit();
  }, `${hosted.origin}/session`);
  expect((await answered).status()).toBe(403);
  expect(await ours.getAttribute('body', 'data-report')).toBe('connected');
});

test('a page that opens ours holds no handle to it, and ours is not even shown to it', async () => {
  const { theirs } = await beside(`http://127.0.0.1:${evilPort}/`);
  const popup = theirs.waitForEvent('popup');
  await theirs.evaluate((victim) => {
    Object.assign(window, { popup: window.open(victim) });
  }, `${hosted.origin}/`);
  const opened = await popup;
  await opened.waitForLoadState();
  // Come by a link of a stranger's, it is a page that says where to go, without our interface.
  expect(await opened.textContent('body')).toContain('Uruchom go ponownie');
  expect(await opened.evaluate(() => window.opener)).toBeNull();
  const reach = await theirs.evaluate(() => {
    const { popup: handle } = window as unknown as { readonly popup: Window };
    try {
      return String((handle as unknown as { technikSecret: string }).technikSecret ?? handle.document.title);
    } catch {
      return 'blocked';
    }
  });
  expect(['blocked', '', 'undefined']).toContain(reach);
});

test('our name pointed at by somebody else’s (rebinding) leads to a closed door', async () => {
  const { ours, theirs } = await beside(`http://rebound.example:${evilPort}/`);
  const port = new URL(hosted.origin).port;
  // The same origin for the browser, from now on: its name, our port.
  const answer = await theirs.goto(`http://rebound.example:${port}/`);
  expect(answer?.status()).toBe(403);
  const got = await theirs.evaluate(async () => {
    const session = await fetch('/session', { method: 'POST', body: '{}' });
    const line = await new Promise((resolve) => {
      const socket = new WebSocket(`ws://${location.host}/rpc`, ['technik', 'token.x']);
      socket.addEventListener('open', () => resolve('open'));
      socket.addEventListener('error', () => resolve('blocked'));
    });
    return { session: session.status, line };
  });
  expect(got).toEqual({ session: 403, line: 'blocked' });
  expect(await ours.getAttribute('body', 'data-report')).toBe('connected');
});

test('a service that our browser once asked for something has the cookie, and no line to the core with it', async () => {
  const { theirs } = await beside(`http://127.0.0.1:${evilPort}/`);
  await theirs.reload();
  const stolen = seen.map(({ headers }) => headers.cookie ?? '').find((cookie) => cookie.startsWith('technik-')) ?? '';
  // This is how browsers are; what matters is that it is not enough.
  expect(stolen).toMatch(/^technik-[0-9a-f]{16}=/);
  const headers = { cookie: stolen, origin: hosted.origin, 'sec-fetch-site': 'same-origin' };
  expect((await fetch(`${hosted.origin}/session`, { method: 'POST', headers })).status).toBe(401);
});

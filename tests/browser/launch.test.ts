import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { browserArguments, findBrowser, mustRunUnsandboxed, openWindow, thisSystem } from '../../electron/hosted/browser.ts';
import { testHosted } from '../../electron/hosted/testing.ts';

/** What the interface does to get its line to the core, and what the policy must stop it from doing. */
const SCRIPT = `
const key = sessionStorage.launched ?? location.hash.slice('#key='.length);
sessionStorage.launched = key;
history.replaceState(null, '', '/');
const { token } = await (await fetch('/session', { method: 'POST', headers: { 'x-technik-key': key }, body: '{}' })).json();
const socket = new WebSocket('ws://' + location.host + '/rpc', ['technik', 'token.' + token]);
await new Promise((resolve) => socket.addEventListener('open', resolve));
// Lets text be code, so that what stops it is the rule behind.
trustedTypes.createPolicy('default', { createScript: (text) => text });
const blocked = new Set();
const seen = new Promise((resolve) => document.addEventListener('securitypolicyviolation', (event) => {
  if (blocked.add(event.effectiveDirective).size === 3) resolve();
}));
document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = "inline script ran"' }));
document.body.append(Object.assign(document.createElement('style'), { textContent: 'body { color: red }' }));
await fetch('http://127.0.0.1:1/').catch(() => {});
await seen;
document.body.dataset.report = JSON.stringify({
  shell: document.documentElement.dataset.shell, color: getComputedStyle(document.body).color,
  cookie: document.cookie, address: location.href, blocked: [...blocked].sort(), title: document.title,
});`;

const system = thisSystem();
const found = findBrowser(system);

test('a real browser goes from the launch file to a page that can reach the core and nothing else', async () => {
  const hosted = await testHosted(undefined, SCRIPT);
  const browser = await chromium.launch({
    executablePath: found?.file ?? '',
    chromiumSandbox: !mustRunUnsandboxed(system),
  });
  try {
    const page = await browser.newPage();
    await page.goto(hosted.launchFile.address);
    const report = await page.waitForSelector('body[data-report]', { state: 'attached', timeout: 10_000 });
    expect(JSON.parse((await report.getAttribute('data-report')) ?? '')).toEqual({
      shell: 'hosted',
      color: 'rgb(1, 2, 3)',
      cookie: '',
      address: `${hosted.origin}/`,
      blocked: ['connect-src', 'script-src-elem', 'style-src-elem'],
      title: '',
    });
    // A reload carries the cookie; another profile does not.
    expect((await page.reload())?.status()).toBe(200);
    const stranger = await browser.newContext();
    expect((await (await stranger.newPage()).goto(`${hosted.origin}/`))?.status()).toBe(401);
  } finally {
    await browser.close();
    await hosted.close();
  }
});

test('the window that the app opens by itself connects, and its end is seen', async () => {
  const hosted = await testHosted(undefined, SCRIPT);
  const profile = join(await mkdtemp(join(tmpdir(), 'technik-profile-')), 'browser');
  const counts: number[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  hosted.onWindows((count) => {
    counts.push(count);
    for (const w of waiting) if (w.count === count) w.resolve();
  });
  const windows = (count: number): Promise<void> => new Promise((resolve) => waiting.push({ count, resolve }));
  const here = windows(1);
  if (found === undefined) throw new Error('no browser');
  const args = ['--headless=new', ...browserArguments(system, profile, hosted.launchFile.address)];
  const window = openWindow(found, args, profile);
  await here;
  const gone = windows(0);
  const ended = new Promise((resolve) => window.once('exit', resolve));
  window.kill();
  await Promise.all([gone, ended]);
  expect(counts).toEqual([1, 0]);
  await hosted.close();
});

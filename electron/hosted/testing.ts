import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { os } from '@orpc/server';
import { type Hosted, startHosted } from './server.ts';

/** A hosted shell over real sockets, with one call and a small page of its own. For tests only. */
export async function testHosted(page = PAGE, script = ''): Promise<Hosted & { readonly dataFolder: string }> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'technik-hosted-'));
  const rendererFolder = join(dataFolder, 'renderer');
  await mkdir(rendererFolder);
  await writeFile(join(rendererFolder, 'index.html'), page);
  await writeFile(join(rendererFolder, 'page.js'), script);
  await writeFile(join(dataFolder, 'secret.json'), '{"outside":true}');
  const router = { greet: os.handler(() => 'dzień dobry') };
  return { ...(await startHosted({ core: { router }, rendererFolder, dataFolder })), dataFolder };
}

export const PAGE = `<!doctype html><html data-shell="__SHELL__"><meta name="csp-nonce" content="__NONCE__">
<style nonce="__NONCE__">body { color: rgb(1, 2, 3) }</style><script type="module" src="./page.js"></script><body></body></html>`;

/** Sends exactly these lines and answers all that comes back: what `fetch` would never send. */
export function raw(origin: string, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

export const statusOf = (answer: string): number => Number(answer.split(' ', 2)[1]);

/** Goes in as the browser would: the launch address, then the page. */
export async function enter(hosted: Hosted): Promise<{ readonly cookie: string }> {
  const answer = await fetch(hosted.launchAddress);
  return { cookie: answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '' };
}

export async function pageToken(hosted: Hosted, cookie: string): Promise<string> {
  const answer = await fetch(`${hosted.origin}/session`, { method: 'POST', headers: { cookie, origin: hosted.origin } });
  return ((await answer.json()) as { token: string }).token;
}

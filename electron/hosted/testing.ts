import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { os } from '@orpc/server';
import { type Hosted, type HostedOptions, startHosted } from './server.ts';

/** A hosted shell over real sockets, with one call and a small page of its own. For tests only. */
export async function testHosted(
  page = PAGE,
  script = '',
  more: Pick<HostedOptions, 'clock' | 'patience'> = {},
): Promise<Hosted & { readonly dataFolder: string }> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'technik-hosted-'));
  const rendererFolder = join(dataFolder, 'renderer');
  await mkdir(rendererFolder);
  await writeFile(join(rendererFolder, 'index.html'), page);
  await writeFile(join(rendererFolder, 'page.js'), script);
  await writeFile(join(dataFolder, 'secret.json'), '{"outside":true}');
  const router = { greet: os.handler(() => 'dzień dobry') };
  return { ...(await startHosted({ core: { router }, rendererFolder, dataFolder, ...more })), dataFolder };
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

/** What a window has after it went in. */
export interface Inside {
  readonly cookie: string;
  /** In the page's memory only. */
  readonly key: string;
}

/** Goes in as the browser would: the launch address, then the page. */
export async function enter(hosted: Pick<Hosted, 'launchAddress'>): Promise<Inside> {
  const answer = await fetch(hosted.launchAddress);
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  return { cookie, key: /#key=([\w-]+)/.exec(await answer.text())?.[1] ?? '' };
}

export async function pageToken(hosted: Pick<Hosted, 'origin'>, { cookie, key }: Inside): Promise<string> {
  const headers = { cookie, origin: hosted.origin, 'x-technik-key': key };
  const answer = await fetch(`${hosted.origin}/session`, { method: 'POST', headers });
  return ((await answer.json()) as { token: string }).token;
}

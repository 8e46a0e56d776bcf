import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Contract } from '../../electron/core/api/contract.ts';

export type Client = ContractRouterClient<Contract>;

/** The core's calls beside the window, let in as a second window of the same browser would be. */
export async function clientBeside(page: Page): Promise<Client> {
  const token = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json', 'x-technik-key': sessionStorage.getItem('technik-key') ?? '' };
    const answer = await fetch('/session', { method: 'POST', headers, body: '{}' });
    return ((await answer.json()) as { readonly token: string }).token;
  });
  const { origin, host } = new URL(page.url());
  const cookies = await page.context().cookies(origin);
  const socket = new WebSocket(`ws://${host}/rpc`, ['technik', `token.${token}`], {
    headers: { origin, cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
  });
  onTestFinished(() => socket.terminate());
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
}

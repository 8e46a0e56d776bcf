import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

export interface HealthOptions {
  /** Whether calls can be answered now: undefined when they can, else a short code of why not. */
  readonly notReady: () => Promise<string | undefined>;
  readonly metrics: Metrics;
}

export interface Health {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * What those who run a node ask it, on a port of its own that does not face the network of the devices: `/livez` (does the
 * process answer), `/readyz` (can it serve calls: 200, or 503 with a code), `/metrics` (Prometheus). Nothing here says
 * anything of people, and nothing can be changed.
 *
 * @throws what the system says when it cannot listen there
 */
export async function openHealth({ notReady, metrics }: HealthOptions, port: number, host = '127.0.0.1'): Promise<Health> {
  const answers: Readonly<Record<string, (response: ServerResponse) => Promise<unknown>>> = {
    '/livez': async (response) => text(response, 200, 'ok'),
    async '/readyz'(response) {
      const why = await notReady();
      return text(response, why === undefined ? 200 : 503, why ?? 'ok');
    },
    '/metrics': async (response) => text(response, 200, await metrics.text(), metrics.contentType),
  };
  const server = createServer({ requestTimeout: 5000, headersTimeout: 5000 }, (request, response) => {
    const answer = Object.hasOwn(answers, request.url ?? '') ? answers[request.url ?? ''] : undefined;
    if (answer === undefined) return text(response, 404, 'not found');
    if (request.method !== 'GET' && request.method !== 'HEAD') return text(response, 405, 'GET only');
    answer(response).catch(() => response.destroy());
  });
  server.maxConnections = 32;
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function text(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  response
    .writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .end(body);
}

import { Agent, request } from 'node:http';
import { CONTRACT_HEADER, CONTRACT_VERSION } from '../../mplatform/contract/version.ts';

export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly ms: number;
  /** Seconds after which one may come again; of a 429. */
  readonly retryAfter: number | undefined;
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Line {
  readonly address: string;
  ask(ask: Ask): Promise<Answered & { readonly location: string | undefined }>;
  close(): void;
}

/** Calls to one node over few kept connections, as a load balancer makes them for many devices. */
export function lineTo(address: string, connections: number): Line {
  const { hostname, port } = new URL(address);
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  return {
    address,
    ask({ method = 'GET', path, token, body, headers }) {
      const began = performance.now();
      return new Promise((resolve, reject) => {
        const asked = request({
          agent,
          hostname,
          port,
          method,
          path,
          headers: {
            [CONTRACT_HEADER]: CONTRACT_VERSION,
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
            ...headers,
          },
        });
        asked.on('response', (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body: Buffer.concat(pieces).toString(),
              ms: performance.now() - began,
              retryAfter: response.statusCode === 429 ? Number(response.headers['retry-after'] ?? 1) : undefined,
              location: response.headers.location,
            }),
          );
        });
        asked.on('error', reject);
        asked.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

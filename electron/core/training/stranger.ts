import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate.ts';

/**
 * What answers where M/platform is looked for and is not it. `portal`: the sign-in page that a shop's network puts in the
 * way (RFC 6585). `other`: some other device's page, at an address with a slip in it.
 */
export type StrangerKind = 'portal' | 'other';

export interface Stranger {
  readonly port: number;
  close(): Promise<void>;
}

const PAGES: Readonly<Record<StrangerKind, { readonly status: number; readonly page: string }>> = {
  portal: { status: 511, page: '<h1>Siec sklepu: zaloguj sie, aby korzystac z internetu</h1>' },
  other: { status: 404, page: '<h1>Panel urzadzenia</h1>' },
};

/**
 * Listens on this machine alone, with training's own certificate.
 * @param port 0 takes a free one
 * @throws the system's error where the port is taken
 */
export async function startStranger(kind: StrangerKind, port: number, certificate: Certificate): Promise<Stranger> {
  const { status, page } = PAGES[kind];
  const server: Server = createServer(certificate, (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'text/html', connection: 'close' }).end(page);
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

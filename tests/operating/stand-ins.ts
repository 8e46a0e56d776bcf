import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/**
 * Programs of these names in a folder, for the front of a path: each tells `did` its command line and waits until it is done,
 * or fails with it.
 */
export async function standIns(
  folder: string,
  names: readonly string[],
  did: (line: string) => Promise<void>,
): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const line = decodeURIComponent((request.url ?? '').slice(1));
    did(line).then(
      () => response.end(),
      (cause: unknown) => response.writeHead(500).end(String(cause)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const script = `#!/bin/sh\nline=$(printf %s "${name} $*" | sed 's/%/%25/g; s/ /%20/g')\nexec curl -sS --fail-with-body "http://127.0.0.1:${port}/$line" >&2\n`;
    writeFileSync(join(folder, name), script, { mode: 0o755 });
  }
  return {
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

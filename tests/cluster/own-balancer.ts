import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createServer } from 'node:tls';
import type { Address } from './ground.ts';

/** A balancer of our own where there is no nginx: TLS, and each connection to the node that says it is ready and has fewest. */
interface Told {
  readonly at: Address;
  readonly cert: string;
  readonly key: string;
  readonly nodes: readonly { readonly to: Address; readonly health: Address }[];
}
const ASK_MS = 500;
const PATIENCE_MS = 2000;

const { at, cert, key, nodes } = JSON.parse(process.argv[2] ?? '') as Told;
const behind = nodes.map((node) => ({ ...node, ready: true, open: 0 }));

async function look(node: (typeof behind)[number]): Promise<void> {
  const { host, port } = node.health;
  node.ready = await fetch(`http://${host}:${port}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    ({ status }) => status === 200,
    () => false,
  );
  setTimeout(() => void look(node), ASK_MS);
}
for (const node of behind) void look(node);

const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (client) => {
  const [node] = behind.filter(({ ready }) => ready).sort((a, b) => a.open - b.open);
  client.on('error', () => client.destroy());
  if (node === undefined) return client.destroy();
  const upstream = connect(node.to.port, node.to.host);
  const patience = setTimeout(() => upstream.destroy(), PATIENCE_MS);
  node.open += 1;
  upstream.on('connect', () => clearTimeout(patience));
  upstream.on('error', () => upstream.destroy());
  upstream.on('close', () => {
    clearTimeout(patience);
    node.open -= 1;
    client.destroy();
  });
  client.on('close', () => upstream.destroy());
  client.pipe(upstream).pipe(client);
});
server.listen(at.port, at.host);
await once(server, 'listening');
process.stdout.write('listening\n');

import { once } from 'node:events';
import { createServer } from 'node:net';
import { type CuttableLine, lineTo } from '../postgres/line.ts';
import { type Ground, NODES, type NodeName, type Way } from './ground.ts';

const HOST = '127.0.0.1';

/** All places on this machine's loopback; between them lines that take what is sent and pass nothing on while they are cut. */
export async function openLoopback(): Promise<Ground> {
  const ports = await freePorts(5);
  const [balancer = 0] = ports;
  const port = (node: NodeName): number => ports[1 + NODES.indexOf(node)] ?? 0;
  const lines = new Map<Way, CuttableLine>();
  for (const node of NODES) lines.set(`balancer-${node}`, await lineTo(port(node)));
  const line = (way: Way): CuttableLine => {
    const found = lines.get(way);
    if (found === undefined) throw new Error(`${way} is not connected yet`);
    return found;
  };
  return {
    form: 'loopback',
    inside: () => [],
    at: (place) => ({ host: HOST, port: place === 'balancer' ? balancer : port(place) }),
    health: (node) => ({ host: HOST, port: ports[3 + NODES.indexOf(node)] ?? 0 }),
    through: (way) => ({ host: HOST, port: line(way).port }),
    async connect(socket) {
      for (const node of NODES) lines.set(`${node}-postgres`, await lineTo(socket));
    },
    cut: async (way) => line(way).cut(),
    slow: async (way) => line(way).slow(),
    heal: async (way) => line(way).heal(),
    async close() {
      for (const one of lines.values()) await one.close();
    },
  };
}

/** Ports that nobody has now. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, HOST));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

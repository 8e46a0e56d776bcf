// `npm run load -- [--devices 1000] [--shape morning|day|poke|upload] [--database postgres://...] [--nodes 1] [--json]`: simulated
// technicians by the real protocol against nodes of their own. Without a database it makes a PostgreSQL for the time that it takes;
// one that is given has to be empty, and is full of them afterwards.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startCluster } from '../postgres/cluster.ts';
import { gather } from './crowd.ts';
import { measureLines, measureShape, SHAPES, type Shape, type ShapeFigures } from './shapes.ts';

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '1000' },
    shape: { type: 'string' },
    database: { type: 'string' },
    nodes: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '20' },
    every: { type: 'string', default: '120' },
    json: { type: 'boolean', default: false },
  },
});
const shapes = values.shape === undefined ? SHAPES : SHAPES.filter((shape) => shape === values.shape);
if (shapes.length === 0) throw new Error(`--shape is one of ${SHAPES.join(', ')}`);
const devices = Number(values.devices);
const print = (text: string): void => void (values.json || process.stdout.write(`${text}\n`));
print(
  `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}; ${devices} devices at ${values.nodes} node(s)`,
);

const cluster = values.database === undefined ? await startCluster({ durable: true }) : undefined;
const database = values.database ?? (await cluster?.database()) ?? '';
const crowd = await gather({ database, devices, nodes: Number(values.nodes), workers: Number(values.workers), tickets: 4 });
const figures: ShapeFigures[] = [];
try {
  const kilobytes = await measureLines(crowd, devices);
  print(`live lines: ${kilobytes.resident.toFixed(1)} kB of a node for each, of which it holds ${kilobytes.used.toFixed(1)} kB`);
  const scale = { devices, edits: 5, dayMs: Number(values.seconds) * 1000, everyMs: Number(values.every) * 1000, bytes: 200_000 };
  for (const shape of shapes) {
    if (shape === 'morning') await crowd.ask({ ask: 'hangUp' });
    const figure = await measureShape(crowd, shape, scale);
    figures.push(figure);
    print(lineOf(figure.shape, figure));
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ devices, kilobytesALine: kilobytes, figures })}\n`);
} finally {
  await crowd.close();
  await cluster?.close();
}

function lineOf(shape: Shape, { seconds, aSecond, calls, statementsACall, cpuMsACall, later, memory }: ShapeFigures): string {
  const each = calls.map(
    (c) => `  ${c.call}: ${c.count}, ${c.aSecond.toFixed(0)}/s, p50 ${c.p50.toFixed(1)} ms, p99 ${c.p99.toFixed(1)} ms`,
  );
  return [
    `${shape}: ${seconds.toFixed(1)} s, ${aSecond.toFixed(0)}/s, ${statementsACall.toFixed(2)} statements and ${cpuMsACall.toFixed(2)} ms of a node’s processor a call, ${later} told to come later, nodes ${mb(memory.resident)} MB (${mb(memory.used)} in use)`,
    ...each,
  ].join('\n');
}

function mb(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}

// Stands for Electron around the built core: starts it as a utility process is started, opens a window's line and asks for the
// first page of the list. Plain JavaScript, so that Node loads nothing for its sake.
import { EventEmitter } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';

const [core, dataFolder, question, restMs] = process.argv.slice(2);
const secretsFile = `${dataFolder}/secrets-of-bench.json`;
const secrets = new Map(readSecrets());
const main = new EventEmitter();
const send = (data, ports = []) => main.emit('message', { data, ports });
const { port1, port2 } = new MessageChannel();
const times = { loaded: 0, ready: 0, listed: 0 };
const since = () => performance.now();

main.postMessage = (message) => {
  if (message.type === 'secret') answerSecret(message);
  if (message.type === 'refused') process.stdout.write(JSON.stringify({ refused: message.sentence }), () => process.exit(1));
  if (message.type === 'ready') times.ready = since();
};
port2.on('message', (answer) => {
  times.listed = since();
  const text = typeof answer === 'string' ? answer : Buffer.from(answer).toString('utf8');
  const { user, system } = process.cpuUsage();
  const { rss } = process.memoryUsage();
  const rows = text.split('"crmId"').length - 1;
  const found = { ...times, cpu: (user + system) / 1000, rss: rss / 1e6, rows };
  const say = (more, then) => process.stdout.write(`${JSON.stringify({ ...found, ...more })}\n`, then);
  if (restMs === undefined) say({}, () => send({ type: 'close' }));
  // Whoever asked looks at the process from outside, and ends it.
  else setTimeout(() => say({ heap: process.memoryUsage().heapUsed / 1e6 }), Number(restMs));
});
process.parentPort = main;
await import(pathToFileURL(core).href);
times.loaded = since();
send({ type: 'start', dataFolder });
send({ type: 'window' }, [Object.assign(port1, { start: () => port1.ref() })]);
port2.postMessage(question);

function answerSecret({ id, of }) {
  if (of.call === 'write') secrets.set(of.name, of.value);
  if (of.call === 'delete') secrets.delete(of.name);
  if (of.call !== 'read') writeFileSync(secretsFile, JSON.stringify([...secrets]));
  queueMicrotask(() => send({ type: 'secret-answer', id, ok: true, value: secrets.get(of.name) ?? null }));
}

function readSecrets() {
  try {
    return JSON.parse(readFileSync(secretsFile, 'utf8'));
  } catch {
    return [];
  }
}

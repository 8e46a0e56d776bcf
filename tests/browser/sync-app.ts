import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Intent } from '../../domain/operations/operation.ts';
import { createFieldClient } from '../../electron/core/field/client.ts';
import { startCore } from '../../electron/core/index.ts';
import { trainingCertificate } from '../../electron/core/training/certificate.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';
import { startHosted } from '../../electron/hosted/server.ts';
import { openMplatform } from '../../mplatform/server/main.ts';
import { tempFolder } from '../support/temp.ts';
import { type Look, openPage } from './app.ts';

/** How the line to M/platform is: whole, cut in the middle of every answer, slow, or not there. */
type Line = 'good' | 'cut' | 'slow' | 'gone';
/** On a slow line each piece waits so long. Milliseconds. */
const SLOW_MS = 400;

/** The app with its real core in this process, a real M/platform, a line that the test spoils, and a clock that it moves. */
export async function openSyncApp(size: Look = {}) {
  const folder = tempFolder('technik-sync-');
  let shift = 0;
  const clock = { now: () => Date.now() + shift };
  const core = await startCore({ dataFolder: folder, host: createNodeHost(folder), clock, mode: 'training' });
  const { training } = core.workplace();
  if (training === undefined) throw new Error('no training room');

  // Where training has its own server, there is now a line that leads to another one on the same data.
  await training.stopServer();
  const serverFolder = join(folder, 'training', 'mplatform');
  const tls = await trainingCertificate(serverFolder, Date.now());
  const opened = await openMplatform({
    dataFolder: serverFolder,
    port: 0,
    seed: 'training',
    tls,
    clock,
    publicAddress: training.server,
  });
  if (!opened.ok) throw new Error(opened.error.code);
  const mplatform = opened.value;
  const line = await openLine(Number(new URL(training.server).port), mplatform.port);
  await core.workplace().sync.now();

  const hosted = await startHosted({
    core,
    rendererFolder: join(import.meta.dirname, '..', '..', 'out', 'renderer'),
    dataFolder: folder,
  });
  const window = await openPage(hosted.launchAddress, size);
  const home = window.page.url().replace(/[#?].*/, '');

  return {
    ...window,
    core,
    folder,
    operator: mplatform.operator,
    line: line.set,
    later: (ms: number) => {
      shift += ms;
      core.events.emit('status', 'tickets');
    },
    speak(language: 'pl' | 'en'): void {
      core.settings.set({ language });
      core.events.emit('status');
    },
    go: (route: string) => window.page.goto(`${home}#${route}`),
    /** Records work on this machine, as the screens do. */
    do(intent: Intent): string {
      const answer = core.workplace().store.submit(intent);
      if (!answer.ok) throw new Error(answer.error.code);
      core.events.emit('status', 'tickets');
      return answer.value.id;
    },
    sync: () => core.workplace().sync.now(),
    /** Another technician's machine, which has a good line of its own. */
    async elsewhere(technicianId: string, ...intents: readonly Intent[]): Promise<void> {
      const code = await mplatform.operator.issueEnrolmentCode(technicianId);
      if (!code.ok) throw new Error(code.error.code);
      const client = createFieldClient({ server: `https://localhost:${mplatform.port}`, ca: tls.cert });
      const machine = { enrolmentCode: code.value, machineId: `machine-${uuidv7()}`, name: 'Laptop', appVersion: '0.1.0' };
      const device = await client.enrol(machine);
      if (!device.ok) throw new Error(device.error.code);
      const stamp = () => ({ id: uuidv7(), deviceTime: new Date(clock.now()).toISOString(), appVersion: '0.1.0' });
      const operations = intents.map((intent, i) => ({ ...intent, ...stamp(), seq: i + 1 }));
      const answer = await client.operations(operations, device.value.accessToken);
      if (!answer.ok) throw new Error(answer.error.code);
      const refused = answer.value.results.find((r) => r.outcome !== 'applied');
      if (refused !== undefined) throw new Error(refused.code);
    },
    async close(): Promise<void> {
      await window.close();
      await hosted.close();
      await core.close();
      await line.close();
      await mplatform.close();
    },
  };
}

async function openLine(from: number, to: number) {
  let state: Line = 'good';
  const open = new Set<Socket>();
  const server: Server = createServer((near) => {
    if (state === 'gone') return near.destroy();
    const far = connect(to, '127.0.0.1');
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    if (state === 'good') return far.pipe(near);
    if (state === 'slow') {
      far.on('data', (piece: Buffer) => void setTimeout(() => near.destroyed || near.write(piece), SLOW_MS));
      return;
    }
    // The server has it all, and its answer never comes whole.
    let left = 300;
    far.on('data', (piece: Buffer) => {
      left -= piece.length;
      if (left > 0) near.write(piece);
      else near.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(from, 'localhost', resolve));
  return {
    set(next: Line): void {
      state = next;
      for (const socket of open) socket.destroy();
    },
    async close(): Promise<void> {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type SyncApp = Awaited<ReturnType<typeof openSyncApp>>;

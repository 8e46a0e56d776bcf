import { writeSync } from 'node:fs';
import { systemClock } from '../../domain/clock.ts';
import { startCore } from '../../electron/core/index.ts';
import { runDemo } from '../../electron/core/training/demo.ts';
import { createNodeHost } from '../../electron/hosted/host.ts';

/** Runs the demo in the folder named by the environment and says, unbuffered, what was promised to be safe. */
const folder = process.env.TECHNIK_KILL_FOLDER;
if (folder === undefined) throw new Error('TECHNIK_KILL_FOLDER is not set');

const core = await startCore({
  dataFolder: folder,
  host: createNodeHost(folder),
  clock: systemClock,
  mode: 'training',
  quiet: true,
});
const report = await runDemo(core, {
  onRecorded: (id) => writeSync(1, `recorded ${id}\n`),
  onStep: (step) => writeSync(1, `step ${step.name} ${step.ok} ${step.code ?? ''}\n`),
});
await core.close();
writeSync(1, `finished ${report.ok}\n`);

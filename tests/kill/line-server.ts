import { writeSync } from 'node:fs';
import { systemClock } from '../../domain/clock.ts';
import { openMplatform } from '../../mplatform/server/main.ts';

/** M/platform as a process of its own, for the line test: where and how is in the environment. */
const { TECHNIK_LINE_FOLDER: dataFolder, TECHNIK_LINE_PORT: port } = process.env;
if (dataFolder === undefined) throw new Error('TECHNIK_LINE_FOLDER is not set');

const opened = await openMplatform({
  dataFolder,
  port: Number(port ?? 0),
  seed: 'training',
  clock: systemClock,
  // Two devices in a hurry, from one address.
  rateLimits: { device: 100_000, address: 100_000 },
  heartbeatMs: 500,
});
if (!opened.ok) throw new Error(opened.error.code);
const colleague = await opened.value.operator.issueEnrolmentCode('technik-2');
if (colleague.ok) writeSync(1, `code ${colleague.value}\n`);
writeSync(1, `listening ${opened.value.port}\n`);
process.on('SIGTERM', () => void opened.value.close().then(() => process.exit(0)));

import { systemClock } from '../../domain/clock.ts';
import { openMplatform } from '../../mplatform/server/main.ts';

/** M/platform as a process of its own, to be killed: `FOLDER PORT`. Says `ready` when it listens. */
const [, , dataFolder = '', port = ''] = process.argv;
const opened = await openMplatform({ dataFolder, port: Number(port), seed: 'training', clock: systemClock });
if (!opened.ok) throw new Error(opened.error.code);
process.stdout.write('ready\n');

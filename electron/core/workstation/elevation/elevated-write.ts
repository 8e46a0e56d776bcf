import { ELEVATED_WRITE, elevatedRequest, runElevatedWrite } from './run.ts';

/** The elevated step by itself: `node elevated-write.ts --elevated-write FILE`. */
process.exitCode = await runElevatedWrite(elevatedRequest([ELEVATED_WRITE, ...process.argv.slice(-1)]) ?? '');

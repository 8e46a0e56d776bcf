export { type FindOptions, type FoundPcPos, findPcPos, type ReadRegistry } from './find.ts';
export { inspectTill, type TillReading } from './inspect.ts';
export { defaultProfile, type PcPosProfile, parseProfile } from './profile.ts';
export { isPcPosRunning } from './running.ts';

export {
  type FactsDeps,
  isRemote,
  lookRunning,
  type RunningFacts,
  restartedSince,
  systemFacts,
  type TillFacts,
  tillFacts,
} from './facts/index.ts';
export { type FindOptions, type FoundPcPos, findPcPos } from './find.ts';
export { inspectTill, type TillReading } from './inspect.ts';
export { defaultProfile, type PcPosProfile, parseProfile } from './profile.ts';
export { isPcPosRunning } from './running.ts';
export { changedAt, runningSince } from './since.ts';

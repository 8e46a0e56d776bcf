export { type FactsDeps, isRemote, lookRunning, restartedSince, systemFacts, tillFacts } from './facts.ts';
export type { JavaRuntime, LogTail, RunningFacts, TillFacts } from './types.ts';

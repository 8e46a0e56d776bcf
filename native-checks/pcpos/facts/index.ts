export {
  type FactsDeps,
  isRemote,
  lookRunning,
  type RunningFacts,
  restartedSince,
  systemFacts,
  type TillFacts,
  tillFacts,
} from './facts.ts';
export type { JavaRuntime } from './java.ts';
export type { LogTail } from './log.ts';

export { DEFAULT_TIMEOUT_MS, type ProbeOptions, runProbe } from './run.ts';
export { createTrust, type Trust } from './trust.ts';
export type {
  ExpectedConfiguration,
  Lookup,
  ProbeDeps,
  ProbeInput,
  ProbeSession,
  ProbeTicket,
  ProxySetting,
  StoreStanding,
  Surroundings,
  TillAccess,
  TillFacts,
} from './types.ts';

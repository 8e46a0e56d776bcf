export { proxyFromEnvironment } from './proxy-settings.ts';
export { type ProbeReport, probeReport, type ReportInput, type StageReport, stageReport } from './report.ts';
export { reportPage } from './report-page.ts';
export { DEFAULT_TIMEOUT_MS, type ProbeOptions, runProbe } from './run.ts';
export { createTrust, type Trust } from './trust.ts';
export type {
  ExpectedConfiguration,
  Lookup,
  ProbeDeps,
  ProbeInput,
  ProbeSession,
  ProbeTicket,
  ProxyServer,
  ProxySetting,
  StoreStanding,
  Surroundings,
  TillAccess,
  TillFacts,
} from './types.ts';

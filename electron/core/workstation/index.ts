export type { Change } from './change.ts';
export { type ConfigFiles, nodeConfigFiles } from './config-files.ts';
export type { ConfigPlan } from './plan.ts';
export { loadProfile, profileInForce } from './profiles.ts';
export { type ConfigChange, createWorkstation, type Workstation, type WorkstationDeps } from './workstation.ts';

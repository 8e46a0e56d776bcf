export type { Change } from './change.ts';
export { type ConfigFiles, nodeConfigFiles } from './config-files.ts';
export { needsRights } from './elevation/elevate.ts';
export type { ConfigPlan } from './plan.ts';
export { loadProfile, type ProfileChoice, profileInForce } from './profiles.ts';
export type { RestorePlan } from './restore.ts';
export { systemConfigFiles } from './system-files.ts';
export {
  type ConfigChange,
  createWorkstation,
  type Restored,
  showChange,
  type Workstation,
  type WorkstationDeps,
} from './workstation.ts';

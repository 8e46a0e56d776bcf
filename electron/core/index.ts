export type { Contract } from './api/contract.ts';
export type { ProbeRun } from './api/views.ts';
export { type Core, startCore } from './core.ts';
export type { Elevate, ForkableModule, ForkedProcess, Host, ProxySetting, SecretStore, WakeReason } from './host.ts';
export { createStartup, type Startup } from './startup.ts';
export type { UpdateOffer, UpdateSource } from './updates/source.ts';

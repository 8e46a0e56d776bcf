export type { Contract } from './api/contract.ts';
export { type Core, startCore } from './core.ts';
export type { ForkableModule, ForkedProcess, Host, SecretStore } from './host.ts';

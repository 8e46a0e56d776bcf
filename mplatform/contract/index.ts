export * from './handover.ts';
export * from './paths.ts';
export * from './receipt.ts';
export * from './schemas.ts';
export * from './version.ts';

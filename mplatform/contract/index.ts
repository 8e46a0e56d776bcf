export * from './paths.ts';
export * from './receipt.ts';
export * from './schemas.ts';

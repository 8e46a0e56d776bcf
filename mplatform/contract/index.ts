export * from './receipt.ts';
export * from './schemas.ts';

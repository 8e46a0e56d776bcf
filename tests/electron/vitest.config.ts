import { defineConfig } from 'vitest/config';

/** The program in Electron's own binary; needs the build (`npm run build`) and a screen. One window at a time. */
export default defineConfig({
  test: {
    include: ['tests/electron/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
});

import { defineConfig } from 'vitest/config';

/** The tests that click in a real browser; they need the built interface (`npm run build`). */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Each has a browser of its own; more at a time only make each other late.
    maxWorkers: 2,
    // A browser that was late once is not a defect; `npm test` names at its end what needed a second try.
    retry: 1,
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{domain,native-checks,mplatform,sqlite,electron,renderer,scripts,tests}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'tests/browser/**'],
    // Real processes and sockets: a loaded machine must not make a right test fail.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});

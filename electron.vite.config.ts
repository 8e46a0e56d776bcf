import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import renderer from './vite.config.ts';

/**
 * Everything that runs is bundled; the one native module stays outside, and Electron is what runs it. What only a server that keeps
 * its uploads in S3-compatible storage needs is fetched by it alone, from its own packages: no copy of the program carries it.
 */
const external = ['electron', 'better-sqlite3-multiple-ciphers', /^@tus\/s3-store(\/|$)/, /^@aws-sdk\//, /^@smithy\//];

/** A library's own `require` at the top of a bundle would be a second one beside electron-vite's: such a file cannot be read at all. */
const ownRequire = (): Plugin => ({
  name: 'own-require',
  transform(code, id) {
    if (!/[\\/]node_modules[\\/]fflate[\\/]esm[\\/]index\.mjs$/.test(id)) return null;
    // Not the one in the text of a thread that it starts.
    return { code: code.replace('var require =', 'var ownRequire =').replace('(_a = require(', '(_a = ownRequire('), map: null };
  },
});

export default defineConfig({
  main: {
    plugins: [ownRequire()],
    build: {
      outDir: 'out',
      emptyOutDir: false,
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          'main/main': 'electron/main.ts',
          'core/core-process': 'electron/core-process.ts',
          'core/cli': 'electron/cli.ts',
          'core/hosted': 'electron/hosted/main.ts',
          'core/elevated-write': 'electron/core/workstation/elevation/elevated-write.ts',
          'core/pcpos-simulator': 'electron/core/training/pcpos-simulator.ts',
          'core/list-export': 'electron/core/tickets/export-worker.ts',
          'core/care': 'electron/core/store/care-worker.ts',
        },
        external,
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // Half as much to read at a start; names stay as they are, so that a log still says where something broke.
          minify: { compress: false, mangle: false },
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'electron/preload.ts' },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    ...renderer,
    // electron-vite resolves the folder from here, vite alone from the interface's own.
    build: { ...renderer.build, outDir: 'out/renderer', rolldownOptions: { input: 'renderer/index.html' } },
  },
});

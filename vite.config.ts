import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The interface's own build. Everything is bundled: the page's content policy allows nothing from elsewhere. */
export default defineConfig({
  root: 'renderer',
  // Relative addresses, so that one build serves `app://` and the hosted shell's root alike.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'es2024',
    // Not the default of what builds the shells; the page is a third smaller so.
    minify: true,
    // The policy has no `data:` for fonts and scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

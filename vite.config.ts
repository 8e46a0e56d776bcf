import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { firstTexts } from './renderer/first-texts.ts';

/** What only a command line, a report or a letter says; the page would carry it for nothing. */
const COMMAND_LINE = /^(usage|demo|support|receipt|report|mail)\./;
const withoutCommandLine = (): Plugin => ({
  name: 'without-command-line',
  enforce: 'pre',
  transform(code, id) {
    if (!/resources[\\/]translations[\\/](pl|en)[\\/][a-z]+\.json$/.test(id)) return null;
    const texts = Object.entries(JSON.parse(code)).filter(([key]) => !COMMAND_LINE.test(key));
    return { code: JSON.stringify(Object.fromEntries(texts)), map: null };
  },
});

/** Picked here: the page would carry all texts to pick them itself. */
const firstTextsOnly = (): Plugin => ({
  name: 'first-texts-only',
  enforce: 'pre',
  transform(_code, id) {
    if (!/renderer[\\/]first-texts\.ts$/.test(id)) return null;
    return { code: `export const firstTexts = ${JSON.stringify(firstTexts)};`, map: null };
  },
});

/** The interface's own build. Everything is bundled: the page's content policy allows nothing from elsewhere. */
export default defineConfig({
  root: 'renderer',
  // Relative addresses, so that one build serves `app://` and the hosted shell's root alike.
  base: './',
  plugins: [react(), withoutCommandLine(), firstTextsOnly()],
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

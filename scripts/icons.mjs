// `node scripts/icons.mjs`: the program's icons out of packaging/icon.svg, drawn by an installed Chromium. What it makes is
// kept in git: a build needs no browser.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root, say } from './setup.mjs';

const folder = join(root, 'packaging');
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8');
const LINUX = [16, 24, 32, 48, 64, 128, 256, 512];
/** As Windows asks for them, up to 200 % of its own sizes. */
const WINDOWS = [16, 20, 24, 32, 40, 48, 64, 128, 256];

const browser = await chromium.launch({
  executablePath: process.env.TECHNIK_BROWSER ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
const drawn = new Map();
for (const size of new Set([...LINUX, ...WINDOWS])) drawn.set(size, await draw(size));
await browser.close();

mkdirSync(join(folder, 'icons'), { recursive: true });
for (const size of LINUX) writeFileSync(join(folder, 'icons', `${size}x${size}.png`), drawn.get(size));
writeFileSync(join(folder, 'icon.ico'), ico(WINDOWS.map((size) => [size, drawn.get(size)])));
// The window's own, where a system takes it from the program and not from its shortcut.
mkdirSync(join(root, 'resources', 'icons'), { recursive: true });
writeFileSync(join(root, 'resources', 'icons', 'window.png'), drawn.get(256));
say(`${drawn.size} sizes`);

async function draw(size) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  return page.screenshot({ omitBackground: true });
}

/** A directory of pictures and then the pictures, as PNG; 256 is written as 0. */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let at = head.length;
  for (const [i, [size, png]] of pictures.entries()) {
    const entry = 6 + 16 * i;
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += png.length;
  }
  return Buffer.concat([head, ...pictures.map(([, png]) => png)]);
}

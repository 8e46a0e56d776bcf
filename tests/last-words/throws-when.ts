// A bug on purpose: throws in the process that imports this, as soon as that file is there.
import { existsSync } from 'node:fs';

const { THROW_WHEN = '', THROW_TEXT = '' } = process.env;
const timer = setInterval(() => {
  if (!existsSync(THROW_WHEN)) return;
  clearInterval(timer);
  throw new TypeError(THROW_TEXT);
}, 5).unref();

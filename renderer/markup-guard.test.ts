import { expect, it } from 'vitest';
import { guardMarkup } from './markup-guard.ts';

const FOLDER = 'http://127.0.0.1:4000/assets/';

function rulesFor(script: string) {
  const made: { createHTML(text: string): string; createScriptURL(address: string): string }[] = [];
  guardMarkup({ trustedTypes: { createPolicy: (_name, rules) => made.push(rules) } }, script);
  const [rules] = made;
  if (rules === undefined) throw new Error('No policy was made');
  return rules;
}

it('what was judged is what is loaded: a short address means the program’s own folder, wherever the page stands', () => {
  const { createScriptURL } = rulesFor(`${FOLDER}index.js`);
  expect(createScriptURL('part.js')).toBe(`${FOLDER}part.js`);
  expect(createScriptURL(`${FOLDER}part.js`)).toBe(`${FOLDER}part.js`);
});

it.each([
  '//other.example/assets/x.js',
  `${FOLDER}../x.js`,
  `${FOLDER}%2e%2e/x.js`,
  `blob:${FOLDER}x`,
  'data:text/javascript,x',
  'http://127.0.0.1:40000/assets/x.js',
  'http://a@127.0.0.1:4000/assets/x.js',
  '/x.js',
])('code from elsewhere is refused: %s', (address) => {
  expect(() => rulesFor(`${FOLDER}index.js`).createScriptURL(address)).toThrow(TypeError);
});

it.each(['<b>', 'a\n<', 'x<!--'])('text that could be an element is refused: %j', (text) => {
  expect(() => rulesFor(`${FOLDER}index.js`).createHTML(text)).toThrow(TypeError);
});

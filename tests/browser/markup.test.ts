import { expect, it } from 'vitest';
import { openApp } from './app.ts';

it('text never becomes elements or code in the page, whoever tries: the browser refuses it', async () => {
  const { page, close, complaints } = await openApp();
  try {
    await page.locator('[data-ticket]').first().waitFor();
    expect(complaints).toEqual([]);
    const refused = await page.evaluate(() => {
      const made = <K extends 'div' | 'script' | 'iframe'>(name: K) => document.createElement(name);
      const tries: Readonly<Record<string, () => unknown>> = {
        markup: () => Object.assign(made('div'), { innerHTML: '<img src="x" onerror="alert(1)">' }),
        frame: () => Object.assign(made('iframe'), { srcdoc: '<p>x</p>' }),
        script: () => Object.assign(made('script'), { text: 'alert(1)' }),
        'script of a file': () => Object.assign(made('script'), { src: 'https://elsewhere.example/a.js' }),
        worker: () => new Worker('data:text/javascript,1'),
        timer: () => Reflect.apply(setTimeout, window, ['alert(1)']),
        policy: () => Reflect.get(window, 'trustedTypes').createPolicy('default', { createHTML: (text: string) => text }),
      };
      return Object.keys(tries).filter((name) => {
        try {
          tries[name]?.();
          return false;
        } catch (cause) {
          return cause instanceof TypeError;
        }
      });
    });
    expect(refused).toEqual(['markup', 'frame', 'script', 'script of a file', 'worker', 'timer', 'policy']);
    // What Mantine makes its style sheets of.
    const plain = await page.evaluate(
      () => Object.assign(document.createElement('style'), { innerHTML: 'p { top: 1px }' }).innerHTML,
    );
    expect(plain).toBe('p { top: 1px }');
  } finally {
    await close();
  }
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { templates } from '../../../tests/support/documents.ts';
import { appFolder } from '../resources.ts';
import { neededFor, placeholderNames } from './placeholders.ts';
import { templateFault } from './templates.ts';

it('the names that a template may use stand in the documentation, with a mark at those that are demanded', () => {
  const page = readFileSync(join(appFolder, 'docs', 'printing.md'), 'utf8');
  const table = page.slice(page.indexOf('| may be named'), page.indexOf('What is marked'));
  const told = [...table.matchAll(/`\{([\w.]+)\}`(\*?)/g)].map(([, name, mark]) => `${name}${mark}`);
  expect(told).toEqual(placeholderNames.map((name) => `${name}${neededFor(name).length > 0 ? '*' : ''}`));
});

it('the built-in templates are good ones, and those that bind somebody say that they are samples', () => {
  for (const template of Object.values(templates)) expect(templateFault(template)).toBeUndefined();
  const { agreement, powerOfAttorney, protocol } = templates;
  for (const { name, blocks } of [agreement, powerOfAttorney, protocol]) {
    expect(name).toContain('wzór przykładowy');
    expect(blocks.at(-1)).toMatchObject({ type: 'paragraph', text: expect.stringContaining('prawnika operatora') });
  }
});

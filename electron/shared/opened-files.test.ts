import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { filesIn } from './opened-files.ts';

it('of a command line only files with our ending are opened, seen from where it was given', () => {
  const argv = [
    '/opt/m-technik.mtechnik',
    '--data',
    '/folder.mtechnik',
    '--allow-file-access-from-files',
    '--x=/a.mtechnik',
    'wynik.mtechnik',
    '/media/usb/WYNIK.MTECHNIK',
    '/etc/passwd',
    'file:///media/usb/z%20kasy.mtechnik',
    'file://elsewhere/x.mtechnik',
    'https://elsewhere/x.mtechnik',
    'https://evil.example/a.html',
    `/${'d'.repeat(1200)}.mtechnik`,
  ];
  expect(filesIn(argv, '/media/usb')).toEqual([
    resolve('/media/usb', 'wynik.mtechnik'),
    '/media/usb/WYNIK.MTECHNIK',
    '/media/usb/z kasy.mtechnik',
  ]);
  expect(filesIn(['a', ...Array.from({ length: 30 }, (_, i) => `/${i}.mtechnik`)], '/')).toHaveLength(8);
});

import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { commandLineFrom, forkedIn } from './command-line.ts';

test('what stands behind the launcher’s mark is for the command line, word for word', () => {
  expect(commandLineFrom(['M-Technik.exe', '--technik', 'probe', '--config', 'C:\\PC-POS 7', '--technik'])).toEqual([
    'probe',
    '--config',
    'C:\\PC-POS 7',
    '--technik',
  ]);
  expect(commandLineFrom(['M-Technik.exe', '--technik'])).toEqual([]);
});

test('started from its icon, or with a data folder, the program opens its window', () => {
  expect(commandLineFrom(['M-Technik.exe'])).toBeUndefined();
  expect(commandLineFrom(['M-Technik.exe', '--data', 'E:\\technik'])).toBeUndefined();
});

test('the practice till is told its order, heard, and stopped with the command that started it', async () => {
  const child = Object.assign(new EventEmitter(), {
    sent: [] as unknown[],
    postMessage: (message: unknown) => child.sent.push(message),
    kill: () => child.emit('exit', 0),
  });
  const forked = forkedIn(child, { folder: 'kasa' });
  const heard: unknown[] = [];
  forked.onMessage((message) => heard.push(message));
  child.emit('message', { type: 'running' });
  await forked.stop();
  expect([child.sent, heard]).toEqual([[{ folder: 'kasa' }], [{ type: 'running' }]]);
  // Of what has ended already nothing more is asked.
  await forked.stop();
});

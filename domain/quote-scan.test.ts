import { expect, it } from 'vitest';
import type { Ticket } from './model/index.ts';
import { quoteScanOutdated } from './quote-scan.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString();
const quote = (revision: number, minute: number) => ({ revision, totalGross: revision, savedAt: at(minute), savedBy: 'Jan' });
const scan = (minute: number): Ticket['files'][number] => ({
  kind: 'quote',
  sha256: '0'.repeat(64),
  name: 'wycena.pdf',
  size: 1,
  attachedAt: at(minute),
  attachedBy: 'Jan',
});

it.each([
  ['no quote', { quote: null, files: [scan(1)] }, false],
  ['no scan', { quote: quote(2, 5), earlierQuotes: [quote(1, 1)], files: [] }, false],
  ['a scan of the only revision', { quote: quote(1, 1), files: [scan(2)] }, false],
  [
    'a scan that was there before the first revision',
    { quote: quote(2, 5), earlierQuotes: [quote(1, 3)], files: [scan(2)] },
    false,
  ],
  ['a scan of the revision before', { quote: quote(2, 5), earlierQuotes: [quote(1, 1)], files: [scan(2)] }, true],
  ['a new scan beside the old one', { quote: quote(2, 5), earlierQuotes: [quote(1, 1)], files: [scan(2), scan(6)] }, false],
])('knows whether the scan is of an earlier quote: %s', (_what, ticket, outdated) => {
  expect(quoteScanOutdated(ticket)).toBe(outdated);
});

import { describe, expect, it } from 'vitest';
import { evidenceParts, evidenceValue } from './evidence.ts';

describe('evidence as something to read', () => {
  it('keeps what stands alone in one part, and gives each certificate its own', () => {
    const parts = evidenceParts({
      protocol: 'TLSv1.3',
      error: null,
      chain: [
        { subject: 'm.example', issuer: 'Test CA', validTo: '2026-12-24T10:00:00.000Z', names: ['m.example', 'n.example'] },
        { subject: 'Test CA', issuer: 'Test CA', validTo: '2036-12-24T10:00:00.000Z', names: [] },
      ],
    });
    expect(parts.map(({ name, nth }) => [name, nth])).toEqual([
      [null, null],
      ['chain', 1],
      ['chain', 2],
    ]);
    expect(parts[0]?.rows).toEqual([{ name: 'protocol', values: [{ kind: 'text', text: 'TLSv1.3' }] }]);
    expect(parts[1]?.rows.map((row) => [row.name, row.values.length])).toEqual([
      ['subject', 1],
      ['issuer', 1],
      ['validTo', 1],
      ['names', 2],
    ]);
    // An empty list says nothing, so it is not a row.
    expect(parts[2]?.rows.map((row) => row.name)).not.toContain('names');
  });

  it('reads addresses as a list and not as objects', () => {
    const evidence = { a: { addresses: [{ address: '10.0.0.1', family: 4 }], error: null, ms: 12 }, aaaa: { addresses: [] } };
    expect(evidenceParts(evidence)).toEqual([
      {
        name: 'a',
        nth: null,
        rows: [
          { name: 'addresses', values: [{ kind: 'code', text: '10.0.0.1' }] },
          { name: 'ms', values: [{ kind: 'ms', ms: 12 }] },
        ],
      },
    ]);
  });

  it('keeps an attempt whole where its address is not all there is to say of it', () => {
    const [, attempt] = evidenceParts({
      port: 443,
      attempts: [{ address: '10.0.0.1', family: 4, error: 'ECONNREFUSED', ms: 3 }],
    });
    expect(attempt?.rows.map((row) => row.name)).toEqual(['address', 'family', 'error', 'ms']);
  });

  it('tells times, durations, answers and stages from other values', () => {
    expect(evidenceValue('serverTime', '2026-11-23T14:00:00.000Z')).toEqual({
      kind: 'instant',
      text: '2026-11-23T14:00:00.000Z',
    });
    expect(evidenceValue('upgradeMs', 12)).toEqual({ kind: 'ms', ms: 12 });
    expect(evidenceValue('port', 443)).toEqual({ kind: 'text', text: '443' });
    expect(evidenceValue('active', false)).toEqual({ kind: 'answer', yes: false });
    expect(evidenceValue('because', 'tcp')).toEqual({ kind: 'stage', stage: 'tcp' });
    expect(evidenceValue('because', 'something')).toEqual({ kind: 'text', text: 'something' });
    expect(evidenceValue('reason', '')).toBeUndefined();
    // What only looks like a time must not break the screen.
    expect(evidenceValue('serverTime', '2026-99-23T14:00:00Z')).toEqual({ kind: 'text', text: '2026-99-23T14:00:00Z' });
    expect(evidenceParts({ nothing: null, empty: {}, none: [] })).toEqual([]);
  });
});

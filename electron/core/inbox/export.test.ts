import { describe, expect, it } from 'vitest';
import { aServer, note, phoneConflict, TICKET } from '../../../tests/support/inbox-world.ts';

describe('the export', () => {
  it('holds every value of what has not arrived, and no token, proof or key', async () => {
    const { here, server } = await phoneConflict();
    here.do({ kind: 'subTicket.close', target: 's-688', args: { receipt: 'a-receipt-that-is-nobodys-business' } });
    here.do({ kind: 'subTicket.recordInvoice', target: 's-688', args: { number: 'FV/7 <b>', totalGross: 123_450 } });
    const files = [here.inbox.export('html', 'pl'), here.inbox.export('json', 'en')] as const;
    const secrets = [...here.secrets.values()].flatMap((text) => {
      const { accessToken, refreshToken } = JSON.parse(text) as Record<string, string>;
      return [accessToken ?? '', refreshToken ?? ''];
    });
    expect(secrets.filter((s) => s.length > 20)).toHaveLength(2);
    const key = here.store.state.get('device')?.receiptPublicKey ?? '';
    expect(key).toContain('PUBLIC KEY');
    for (const { text } of files) {
      for (const value of [
        '602000111',
        '601000111',
        'PPHU Spożywcza',
        'Piekarnia Złoty Kłos',
        '688',
        server.address,
        'operation.conflict',
      ])
        expect(text).toContain(value);
      for (const secret of [...secrets, key, 'nobodys-business', 'Bearer']) expect(text).not.toContain(secret);
    }
    expect(files[0].text).toContain('FV/7 &lt;b&gt;');
    expect(files[0].text).toContain('1\u00a0234,50\u00a0zł');
    expect(files[0].text).toContain('Edycja firmy');
    expect(files[0].text).not.toContain('<script');
    expect(files[0].fileName).toBe('niewyslane-2026-11-23-1000.html');
    const json = JSON.parse(files[1].text) as { tickets: { operations: { state: string }[] }[] };
    expect(json.tickets.flatMap((t) => t.operations.map((o) => o.state)).toSorted()).toEqual(['conflict', 'waiting', 'waiting']);
  });

  it('holds all that was done to one ticket, where that is asked for', async () => {
    const world = await aServer();
    const here = await world.device();
    here.do(note('Pierwsza'));
    await here.sync();
    here.do(note('Inna', 't-61'));
    const { text } = here.inbox.export('json', 'pl', TICKET);
    expect(text).toContain('Pierwsza');
    expect(text).not.toContain('Inna');
  });
});

import { randomInt } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestServer } from '../../mplatform/server/testing.ts';
import { randomFor } from '../fuzz/random.ts';
import type { Attack } from './attack.ts';
import { handoverAttacks } from './handovers.ts';
import { probeAttacks } from './probes.ts';
import { operationAttacks, receiptAttacks } from './receipts.ts';
import { ORDER, openScene, type Scene, SUB_TICKET, signedFor, TILL } from './scene.ts';

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** How many of the bytes under the signature are changed, one at a time. */
const CLAIM_BYTES = 120;

/** Attempts to close without proof, against a running server on any engine. Each must be refused, and say why. */
export function closingAttacks(engine: string, start: () => Promise<TestServer>): void {
  describe(`closing without proof, on ${engine}`, () => {
    let server: TestServer;
    let scene: Scene;
    beforeEach(async () => {
      server = await start();
      scene = await openScene(server);
    });
    afterEach(() => server.close());

    const status = async (): Promise<string | undefined> => {
      const { changes } = await (await scene.enrolAs('technik-2', 'machine-0009')).changes();
      const row = changes.find((c) => c.kind === 'subTicket' && c.id === SUB_TICKET);
      return row !== undefined && 'data' in row && row.kind === 'subTicket' ? row.data.status : undefined;
    };
    /** Refused for that reason; and what is missing is the proof and nothing else, so with it the close is applied. */
    const refuses = async ([, code, attempt]: Attack): Promise<void> => {
      expect(await attempt(scene)).toBe(code);
      expect(await status()).toBe('inProgress');
      expect(await scene.honestly()).toBe('applied');
      expect(await status()).toBe('closed');
    };

    describe.each([
      ['is refused with', receiptAttacks],
      ['is refused by hand-written operations:', operationAttacks],
      ['is refused by a probe with', probeAttacks],
      ['is refused for a till that handed over', handoverAttacks],
    ] as const)('%s', (_kind, attacks) => {
      it.each(attacks)('%s (%s)', async (...attack) => refuses(attack));
    });

    const seed = Number(process.env.ATTACK_SEED ?? randomInt(2 ** 31));
    it(`is refused with a receipt in which any one sign, or any one byte under its signature, was changed (ATTACK_SEED=${seed})`, async () => {
      const random = randomFor(seed, 0);
      const receipt = await scene.receipt();
      const signs = [...receipt].map((sign, i) => {
        const other = random.pick([...SIGNS].filter((s) => s !== sign));
        return receipt.slice(0, i) + other + receipt.slice(i + 1);
      });
      const [body = '', signature = ''] = receipt.split('.');
      const bytes = Array.from({ length: CLAIM_BYTES }, () => {
        const changed = Buffer.from(body, 'base64url');
        const at = random.below(changed.length);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 + random.below(255)), at);
        return `${changed.toString('base64url')}.${signature}`;
      });
      expect(await answersTo([...signs, ...bytes])).toEqual(['closing.receipt-forged']);
      expect(await status()).toBe('inProgress');
      expect(await scene.close(receipt)).toBe('applied');
    });

    /** The different answers to closes with these receipts. */
    async function answersTo(receipts: readonly string[]): Promise<readonly (string | undefined)[]> {
      const codes = new Set<string | undefined>();
      for (let i = 0; i < receipts.length; i += 100) {
        const closes = receipts
          .slice(i, i + 100)
          .map((receipt) => ({ kind: 'subTicket.close', target: SUB_TICKET, args: { receipt } }) as const);
        for (const { code, outcome } of await scene.device.act(...closes)) codes.add(code ?? outcome);
      }
      return [...codes];
    }

    it('does not happen a second time with the receipt of the first', async () => {
      const receipt = await scene.receipt();
      expect(await scene.close(receipt)).toBe('applied');
      expect(await scene.close(receipt)).toBe('subTicket.ended');
    });

    it('is told from closing with what an honest till handed over', async () => {
      await scene.record({ machineId: TILL });
      const { receipt } = await scene.handedOver(signedFor(scene));
      expect(await scene.close(receipt)).toBe('applied');
    });

    it('is told from closing from a laptop, once the till called after it was configured', async () => {
      await scene.record({ origin: 'laptop' });
      server.clock.advance(1000);
      await scene.contact();
      expect(await scene.close(await scene.receipt({ ...ORDER, origin: 'laptop' }))).toBe('applied');
    });
  });
}

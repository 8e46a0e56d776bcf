import { randomUUID } from 'node:crypto';
import { openBrowser } from '../../mplatform/server/operator-page/testing.ts';
import { call, type Device, enrolDevice } from '../../mplatform/server/testing.ts';
import { OPERATOR, type Stand } from './stand.ts';

/** What is planted where personal data belongs, to be looked for where it does not. */
export const PLANTED = {
  name: 'Sklep Dąbrówka',
  street: 'ul. Wierzbowa 17',
  representative: 'Genowefa Pyrkosz',
  phone: '601999888',
  email: 'pyrkosz@dabrowka.example',
  nip: '7974569439',
} as const;

/** A dealer, a technician and tickets by the operators' pages, through the balancer. Gives a maker of enrolment codes. */
export async function openForBusiness(stand: Stand, tickets = 1): Promise<{ readonly code: () => Promise<string> }> {
  const browser = openBrowser(stand.address);
  const done = async (path: string, fields?: Record<string, string>): Promise<string> => {
    const { status, text } = await browser.post(path, fields);
    if (status >= 400) throw new Error(`${path}: ${status} ${/<main[\s\S]*<\/main>/.exec(text)?.[0] ?? text}`);
    return text;
  };
  const { status } = await browser.logIn(OPERATOR.name, OPERATOR.password);
  if (status !== 303) throw new Error(`The operator is not let in: ${status}`);
  await done('/operator/dealers', { id: '101', name: 'Dealer Alfa' });
  await done('/operator/dealers/101/technicians', { id: 'alfa-1', name: 'Olga Sowa' });
  for (let n = 0; n < tickets; n += 1) {
    await done('/operator/tickets/new', {
      ...PLANTED,
      crmId: String(300 + n),
      postalCode: '26-922',
      city: 'Sieciechów',
      dealer: '101',
      openedOn: '2026-11-20',
      points: '1',
      'punktId-0': String(900 + n),
      'purchase-0': '1',
    });
  }
  const code = async (): Promise<string> => {
    const page = await done('/operator/technicians/alfa-1/code');
    return /class="secret">([A-Z0-9-]+)</.exec(page)?.[1] ?? '';
  };
  return { code };
}

export interface Work {
  /** Answers by what they were: `200`, `503 server.unavailable`, `no answer`. */
  readonly answers: Map<string, number>;
  /** Ids of operations with an outcome. */
  readonly decided: readonly string[];
  readonly devices: readonly Device[];
  /** Resolves when so many more were answered well. */
  more(count: number): Promise<void>;
  /** No more is begun; what could not be answered is repeated as a device does until it is. */
  end(): Promise<void>;
  /** Answers that were not good ones. */
  failures(): Record<string, number>;
}

/** Devices that note and read without pause through the balancer, and repeat what failed. */
export async function startWork(stand: Stand, codes: readonly string[], pauseMs = 250): Promise<Work> {
  const devices: Device[] = [];
  for (const code of codes) devices.push(await enrolDevice(stand.server, `machine-${randomUUID()}`, code));
  const answers = new Map<string, number>();
  const decided: string[] = [];
  const waiting = new Set<{ left: number; resolve: () => void }>();
  let working = true;
  const counted = (what: string): void => void answers.set(what, (answers.get(what) ?? 0) + 1);
  const good = (): void => {
    for (const one of waiting) {
      one.left -= 1;
      if (one.left > 0) continue;
      waiting.delete(one);
      one.resolve();
    }
  };

  async function asked<T extends { readonly code: string | undefined; readonly status: number }>(
    ask: () => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const said = await ask().catch(
        (cause: Error & { cause?: { code?: string } }) => `no answer ${cause.cause?.code ?? cause.message}`,
      );
      if (typeof said !== 'string' && said.code === undefined) {
        counted(String(said.status));
        good();
        return said;
      }
      counted(typeof said === 'string' ? said : `${said.status} ${said.code}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const work = async (device: Device): Promise<void> => {
    while (working) {
      const operation = device.operation({
        kind: 'ticket.addNote',
        target: 't-300',
        args: { text: `Notatka ${PLANTED.representative}` },
      });
      const { body } = await asked(() => device.send([operation]));
      const [result] = (body as { results: { id: string; outcome: string }[] }).results;
      if (result?.outcome !== 'applied') throw new Error(`not applied: ${JSON.stringify(body)}`);
      decided.push(operation.id);
      await asked(() => call(stand.address, 'changes', { token: device.token }));
      await asked(() => unrepeatable(stand.address, device.token));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  const all = Promise.all(devices.map(work));
  return {
    answers,
    decided,
    devices,
    more: (count) =>
      Promise.race([all.then(() => undefined), new Promise<void>((resolve) => waiting.add({ left: count, resolve }))]),
    async end() {
      working = false;
      await all;
    },
    failures: () => Object.fromEntries([...answers].filter(([what]) => what !== '200')),
  };
}

/** A call that the balancer may not make twice, and that has no effect. */
async function unrepeatable(address: string, token: string) {
  const said = await call(address, 'startProbe', { token, body: {} });
  return said.code === 'request.invalid' ? { status: 200, code: undefined } : said;
}

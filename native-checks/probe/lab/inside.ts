// Run inside a network namespace: told over its input, by one line of JSON, to be the server or to probe it.
import { createInterface } from 'node:readline';
import { assertNever } from '../../../domain/result.ts';
import { proxyFromEnvironment } from '../proxy-settings.ts';
import { lookAround } from '../surroundings.ts';
import type { KeyPair } from './certificates.ts';
import { type NamesServer, serveNames } from './names-server.ts';
import { type PlainLab, startPlain } from './portals.ts';
import { labProxy, type ProxyLab } from './proxies.ts';
import { runLab } from './run.ts';
import { Lab } from './servers.ts';

export type Inside =
  /** M/platform at port 443, and a plain web server at port 80. */
  | { readonly be: 'server'; readonly address: string; readonly pair: KeyPair }
  | { readonly be: 'resolver'; readonly address: string; readonly names: NamesServer }
  /** A plain web server at port 80 that says the same to everybody. */
  | { readonly be: 'portal'; readonly address: string; readonly answer: PlainLab }
  /** At port 3128. */
  | { readonly be: 'proxy'; readonly address: string; readonly answer: ProxyLab }
  /** `proxy`: what the machine's environment names as its proxy. */
  | { readonly be: 'probe'; readonly server: string; readonly ca: string; readonly proxy: string | null };

async function be(told: Inside): Promise<unknown> {
  switch (told.be) {
    case 'server': {
      const lab = new Lab(told.address);
      await lab.mplatform({ pair: told.pair, port: 443 });
      await lab.mplatform({ port: 80 });
      return 'ready';
    }
    case 'resolver':
      await serveNames(told.address, told.names);
      return 'ready';
    case 'portal':
      await startPlain(new Lab(told.address), told.answer, 80);
      return 'ready';
    case 'proxy':
      await new Lab(told.address).listen(labProxy(told.answer), 3128);
      return 'ready';
    case 'probe': {
      const { server, ca, proxy } = told;
      const proxyFor = proxyFromEnvironment(proxy === null ? {} : { https_proxy: proxy });
      // Here the network is real: what the lab takes for this machine's own is looked at.
      const real = { lookAround, proxyFor, plainPort: () => 80 };
      const from = performance.now();
      const stages = await runLab({ server, deps: { ca, ...real } });
      return { stages, ms: Math.round(performance.now() - from) };
    }
    default:
      return assertNever(told);
  }
}

const input = createInterface({ input: process.stdin });
input.once('line', (line) => {
  be(JSON.parse(line)).then(
    (said) => process.stdout.write(`${JSON.stringify(said)}\n`),
    (cause) => {
      process.stderr.write(`${cause?.stack}\n`);
      process.exit(1);
    },
  );
});
input.once('close', () => process.exit(0));

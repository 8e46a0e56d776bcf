import { type ConfDocument, lookUp, maskSecrets } from '../conf/index.ts';
import type { ServerAddress, Surroundings } from './types.ts';

export function readSurroundings(doc: ConfDocument): Surroundings {
  const [active, host, port] = ['ServerActive', 'ServerIP', 'ServerPortNumber'].map((key) =>
    lookUp(doc, 'StoreChainServer', key),
  );
  const updates = lookUp(doc, 'SoftwareUpdate', 'RemoteUrl');
  return {
    database: addressOf(lookUp(doc, 'LocalDatabase', 'ConnectString')),
    headOffice: addressOf(lookUp(doc, 'ExchangeEngine', 'ConnectString')),
    storeChainServer:
      active == null && host == null && port == null
        ? null
        : { active: flagOf(active), host: host ? maskSecrets(host) : null, port: portOf(port) },
    updates: updates ? maskSecrets(updates) : null,
  };
}

/** Reads `jdbc:sqlserver://HOST[\INSTANCE]:PORT;databaseName=NAME;…` and `tcp://HOST:PORT/…`. */
export function addressOf(connectString: string | null): ServerAddress | null {
  const found = /\/\/(?:[^/@;\s]*@)?(\[[0-9A-Fa-f:.]+\]|[^/:;@\s\\]+)(?:\\[^/:;\s]+)?(?::(\d{1,5}))?(?=$|[/;\s?])/.exec(
    connectString ?? '',
  );
  if (found?.[1] === undefined) return null;
  const name = /[;?&]\s*database(?:Name)?\s*=\s*(?:\{([^}]*)\}|([^;&\s]+))/i.exec(connectString ?? '');
  return { host: found[1], port: portOf(found[2]), name: name?.[1] ?? name?.[2] ?? null };
}

function flagOf(value: string | null | undefined): boolean | null {
  const said = value?.toUpperCase();
  return said === 'Y' ? true : said === 'N' ? false : null;
}

function portOf(value: string | null | undefined): number | null {
  const port = /^\d{1,5}$/.test(value ?? '') ? Number(value) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

import { type ConfDocument, lookUp, maskSecrets } from '../conf/index.ts';

/** A server that the configuration names. Never a user, never a password. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number | null;
  /** Of the database; null where it is none or none is named. */
  readonly name: string | null;
}

/** What the configuration says of the till's surroundings; null where it says nothing that can be read. */
export interface Surroundings {
  readonly database: ServerAddress | null;
  readonly headOffice: ServerAddress | null;
  readonly storeChainServer: {
    readonly active: boolean | null;
    readonly host: string | null;
    readonly port: number | null;
  } | null;
  readonly updates: string | null;
}

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

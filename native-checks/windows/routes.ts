import { isIP } from 'node:net';
import { type RunCommand, runCommand } from './command.ts';
import { systemProgram } from './system.ts';

/** `route.exe` answers in tens of milliseconds; the connection's test waits for it. */
const PATIENCE_MS = 700;

/** The gateway of the best way out, IPv4's before IPv6's; null where there is none, undefined where Windows did not say. */
export async function defaultGateway(run: RunCommand = runCommand): Promise<string | null | undefined> {
  const print = async (args: readonly string[], read: (text: string) => string | null) => {
    const { code, stdout } = await run(systemProgram('route.exe'), args, { timeoutMs: PATIENCE_MS });
    // Its words come in the machine's own language and code page; only the figures are read.
    return code === 0 ? read(stdout.toString('latin1')) : undefined;
  };
  const v4 = await print(['-4', 'print', '0.0.0.0'], gatewayV4);
  return v4 === null ? ((await print(['-6', 'print'], gatewayV6)) ?? null) : v4;
}

/**
 * An active route has five columns: destination, mask, gateway, interface, metric. (A persistent one has four.) A
 * line without a gateway's address, such as a modem's, says a word there; then the interface is the way.
 */
export function gatewayV4(text: string): string | null {
  const ways = text.split(/\r?\n/).flatMap((line) => {
    const match = /^\s*0\.0\.0\.0\s+0\.0\.0\.0\s+(\S.*?)\s+(\d+(?:\.\d+){3})\s+(\d+)\s*$/.exec(line);
    if (match === null) return [];
    const [, gateway = '', own = '', metric] = match;
    return [{ via: isIP(gateway) === 4 ? gateway : own, metric: Number(metric) }];
  });
  return ways.sort((a, b) => a.metric - b.metric)[0]?.via ?? null;
}

/** Columns: interface's number, metric, destination, gateway. Persistent ones have the interface 0. */
export function gatewayV6(text: string): string | null {
  const ways = text.split(/\r?\n/).flatMap((line) => {
    const [, number, metric, gateway] = /^\s*(\d+)\s+(\d+)\s+::\/0(?:\s+(\S+))?/.exec(line) ?? [];
    if (number === undefined || number === '0') return [];
    return [{ via: gateway !== undefined && isIP(gateway) === 6 ? gateway : `%${number}`, metric: Number(metric) }];
  });
  return ways.sort((a, b) => a.metric - b.metric)[0]?.via ?? null;
}

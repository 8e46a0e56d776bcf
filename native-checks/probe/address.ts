import { BlockList, isIP } from 'node:net';
import { err, ok, type Result } from '../../domain/result.ts';

/** Where the till is told to call, taken apart. */
export interface Target {
  readonly url: URL;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

export type AddressFault = 'missing' | 'invalid' | 'withPassword';

export function parseAddress(text: string): Result<Target, AddressFault> {
  const trimmed = text.trim();
  if (trimmed === '') return err('missing');
  const url = URL.parse(trimmed);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') return err('invalid');
  if (url.username !== '' || url.password !== '') return err('withPassword');
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ok({ url, host, secure, port: url.port === '' ? (secure ? 443 : 80) : Number(url.port) });
}

/** A path of the field API at this address, below whatever path the address itself has. */
export function at(target: Target, path: string): URL {
  const base = new URL(target.url);
  base.search = '';
  base.hash = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(path, base);
}

/** Two ways of writing one server; false when either is no address at all. */
export function sameOrigin(one: string, other: string): boolean {
  const [a, b] = [URL.parse(one.trim()), URL.parse(other.trim())];
  return a !== null && b !== null && a.origin !== 'null' && a.origin === b.origin;
}

/** The same address for the till, whatever the case of the host or the slash at the end. */
export function sameAddress(one: string, other: string): boolean {
  const plain = (text: string) => (URL.parse(text.trim())?.href ?? text.trim()).replace(/\/$/, '');
  return plain(one) === plain(other);
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export const isLoopback = (address: string): boolean =>
  isIP(address) !== 0 && loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** A host that is this very machine whatever the network says. */
export const isLoopbackHost = (host: string): boolean => isLoopback(host) || /^(.+\.)?localhost\.?$/i.test(host);

/** An address as it may be shown: a password in it, a query or a fragment stays out of reports. */
export function shownAddress(text: string): string {
  const url = URL.parse(text.trim());
  if (url === null || url.host === '') return text.includes('@') ? '…' : clip(text.trim(), 100);
  return clip(`${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`, 100);
}

/** Text from outside goes into sentences and reports; its length is not the other side's to choose. */
export const clip = (text: string, length = 120): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

import { describe, expect, test } from 'vitest';
import { proxyFromEnvironment } from './proxy-settings.ts';

describe("the environment's settings", () => {
  const of = (url: string, environment: Record<string, string>) => proxyFromEnvironment(environment)(new URL(url));
  const shop = 'https://mplatform.example.pl';
  const at = (host: string, port: number, secure = false) => ({ kind: 'proxy', source: 'environment', host, port, secure });

  test.each([
    [{ https_proxy: 'http://proxy.shop:3128' }, at('proxy.shop', 3128)],
    [{ HTTPS_PROXY: 'proxy.shop:3128' }, at('proxy.shop', 3128)],
    [{ ALL_PROXY: 'http://proxy.shop' }, at('proxy.shop', 80)],
    [{ https_proxy: 'https://proxy.shop' }, at('proxy.shop', 443, true)],
    [{ https_proxy: 'http://[fd00::1]:3128' }, at('fd00::1', 3128)],
    [{ https_proxy: 'http://small:1', HTTPS_PROXY: 'http://large:1' }, at('small', 1)],
    [{ HTTP_PROXY: 'http://proxy.shop:3128' }, { kind: 'none' }],
    [{ https_proxy: '', HTTPS_PROXY: '' }, { kind: 'none' }],
    [{ ALL_PROXY: 'socks5://proxy.shop:1080' }, { kind: 'unsupported', scheme: 'socks5' }],
    [{ HTTPS_PROXY: 'http://:0:0' }, { kind: 'invalid', value: 'http://:0:0' }],
  ])('%j', async (environment, setting) => {
    expect(await of(shop, environment as Record<string, string>)).toEqual(setting);
  });

  test.each([
    ['*', true],
    ['example.pl', true],
    ['.example.pl', true],
    ['*.example.pl', true],
    ['MPLATFORM.example.pl:443', true],
    ['mplatform.example.pl:8443', false],
    ['ample.pl', false],
    ['other.pl, mplatform.example.pl', true],
    ['other.pl mplatform.example.pl', true],
    ['', false],
  ])('NO_PROXY=%j goes straight: %s', async (NO_PROXY, straight) => {
    expect((await of(shop, { HTTPS_PROXY: 'http://p:1', NO_PROXY })).kind).toBe(straight ? 'none' : 'proxy');
  });

  test('an address of IPv6 is excepted whole or with a port', async () => {
    const ask = async (no_proxy: string) => (await of('https://[fd00::2]', { https_proxy: 'http://p:1', no_proxy })).kind;
    expect(await Promise.all(['fd00::2', '[fd00::2]', '[fd00::2]:443', '[fd00::2]:444'].map(ask))).toEqual([
      'none',
      'none',
      'none',
      'proxy',
    ]);
  });

  test.each(['http://localhost:8080', 'https://127.0.0.1:8443', 'http://[::1]'])('%s never goes through one', async (url) => {
    expect(await of(url, { ALL_PROXY: 'http://p:1', HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://p:1' })).toEqual({
      kind: 'none',
    });
  });

  test('a name and password are for the proxy alone, and are shown nowhere', async () => {
    const setting = await of(shop, { HTTPS_PROXY: 'http://kasa:tajne%20has%C5%82o@proxy.shop:3128' });
    expect(setting).toMatchObject({ authorization: `Basic ${Buffer.from('kasa:tajne hasło').toString('base64')}` });
    const broken = await of(shop, { HTTPS_PROXY: 'http://kasa:tajne%E0%A4@proxy.shop:3128' });
    expect(broken).toMatchObject({ kind: 'invalid' });
    expect(JSON.stringify(broken)).not.toContain('tajne');
  });
});

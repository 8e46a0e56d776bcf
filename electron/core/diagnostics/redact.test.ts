import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.ts';

const redact = createRedactor(['Jan Sam', 'PPHU SAM', 'Sieciechów', 'technik-laptop'], ['tajne-hasło-1']);

describe('what leaves the computer holds', () => {
  it.each([
    ['a secret that is known', 'połączono hasłem tajne-hasło-1 raz'],
    ['a bearer token', 'Authorization: Bearer tajny.zapis.tokenu'],
    ['a signed token', 'token eyJhbGciOiJFZERTQSJ9.eyJzdG9yZSI6IjczNSJ9.c2VjcmV0LXNpZ25hdHVyZQ'],
    ['a password in an address', 'https://jan:tajne1@serwer.example/x'],
    ['a password in a configuration', 'Password=tajne2 w pliku'],
    ['random bytes', 'key 9fQ2mZk7TjX1vB4nRw8sLd5pYc3hGa6eKu0iOq'],
    ['a key of a key pair', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----'],
    ['the beginning of one', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA'],
  ])('no secret: %s', (_, text) => {
    expect(redact(text)).not.toMatch(/tajn|eyJ|9fQ2|MC4C|c2Vjcm/);
  });

  it.each(['7974569439', '797-456-94-39', '797-45-69-439', '797 456 94 39', '"nip":"8213457130"'])('no NIP: %s', (text) => {
    expect(redact(text)).toContain('<NIP');
    expect(redact(text).replaceAll(/\D/g, '').length).toBeLessThan(3);
  });

  it.each(['22 123 84 09', '+48 601 234 567', '601-234-567', '0048601234567'])('no telephone: %s', (text) => {
    expect(redact(`tel. ${text}.`)).toMatch(/^tel\. <telefon \d>\.$/);
  });

  it('no e-mail address, no name of a person, firm, town or computer, in whatever case', () => {
    const text = redact('jan.sam@sklep.example, JAN SAM, pphu sam z Sieciechów na technik-laptop, C:\\Users\\jsam\\x');
    expect(text).not.toMatch(/sklep\.example|sam|sieciech|laptop|jsam/i);
  });
});

it('the same person is the same number all through a file, and another one another', () => {
  const one = createRedactor([]);
  expect(one('a@b.pl c@d.pl a@b.pl')).toBe('<e-mail 1> <e-mail 2> <e-mail 1>');
  expect(one('7974569439 8213457130')).toBe('<NIP 1> <NIP 2>');
  expect(one('797-456-94-39')).toBe('<NIP 1>');
});

it('what helps stays: punkt ID, address, digest, time, number of a version, id of an operation', () => {
  const text =
    'punkt 735, https://api.mplatform.example:8443/field/v1, 192.168.100.235, da2f8fc0defd4f3a9b7c1e2d3f4a5b6c7d8e9f00112233445566778899aabbcc, 2026-11-23T21:09:03.268Z, 7.1.234.5, 0763cef7-48f6-4033-b799-a6acf82f637c, probe.tls-intercepted';
  expect(redact(text)).toBe(text);
});

it('a part of a longer word is no name', () => {
  expect(createRedactor(['Sam'])('samochód, same, Sam')).toBe('samochód, same, <nazwa 1>');
});

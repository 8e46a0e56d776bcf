import { expect, it } from 'vitest';
import { editsOf, readForm, settled, withText } from './read-form.ts';

const field = (name: string, value: string, server = value) => ({ field: name, value, server });
const NIP = field('nip', '7974569439');
const CITY = field('city', 'Sieciechów');
const only = (fields: Parameters<typeof readForm>[0], typed: Parameters<typeof readForm>[1]) => {
  const [read] = readForm(fields, typed);
  if (read === undefined) throw new Error();
  return read;
};

it('shows numbers in their groups, and typing the same one otherwise changes nothing', () => {
  expect(only([NIP], null)).toMatchObject({ text: '797-456-94-39', changed: false, fault: null });
  const typed = withText(null, NIP, '797 456 94 39');
  expect(typed).toEqual({ nip: { from: '7974569439', to: '797 456 94 39' } });
  expect(only([NIP], typed)).toMatchObject({ touched: true, changed: false });
  expect(editsOf(readForm([NIP], typed))).toBeUndefined();
});

it('a field that is again as it was is no part of the draft', () => {
  expect(withText(withText(null, CITY, 'Radom'), CITY, 'Sieciechów')).toEqual({});
});

it('keeps what was seen when the typing began, and saves over what stands there now', () => {
  const typed = withText(withText(null, CITY, 'Rad'), CITY, 'Radom');
  expect(typed).toEqual({ city: { from: 'Sieciechów', to: 'Radom' } });
  expect(editsOf(readForm([CITY, NIP], typed))).toEqual({ city: { from: 'Sieciechów', to: 'Radom' } });
});

it.each([
  ['nip', '797-456-94-38', 'company.nip-invalid'],
  ['regon', '12345678', 'company.regon-invalid'],
  ['bankAccount', '12 3456', 'company.bank-account-invalid'],
  ['postalCode', '2692', 'company.postal-code-invalid'],
  ['phone', '12345678', 'company.phone-invalid'],
  ['email', 'sam@', 'company.email-invalid'],
  ['city', ' ', 'company.required'],
])('says what is wrong with %s and saves nothing of the form', (name, text, code) => {
  const at = field(name, '');
  const typed = { ...withText(null, at, text), phone2: { from: '', to: 'x' } };
  const read = readForm([at, field('phone2', '')], typed);
  expect(read[0]?.fault?.code).toBe(code);
  expect(editsOf(read)).toBeUndefined();
});

it('what is wrong and was not touched holds up nothing', () => {
  const wrong = field('regon', '12');
  const read = readForm([wrong, CITY], withText(null, CITY, 'Radom'));
  expect(read[0]).toMatchObject({ fault: { code: 'company.regon-invalid' }, changed: false });
  expect(editsOf(read)).toEqual({ city: { from: 'Sieciechów', to: 'Radom' } });
});

it('a field that somebody changed meanwhile asks whose value stays', () => {
  const typed = withText(null, CITY, 'Radom');
  const moved = field('city', 'Kozienice');
  const read = only([moved], typed);
  expect(read.drifted).toBe(true);
  expect(editsOf([read])).toBeUndefined();
  expect(editsOf(readForm([moved], settled(typed, read, true)))).toEqual({ city: { from: 'Kozienice', to: 'Radom' } });
  expect(settled(typed, read, false)).toEqual({});
  // Both made the same of it.
  expect(only([field('city', 'Radom')], typed)).toMatchObject({ drifted: false, changed: false });
});

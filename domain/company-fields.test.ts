import { describe, expect, it } from 'vitest';
import { keptField } from './company-fields.ts';
import { formatBankAccount } from './polish-numbers.ts';

describe('a field of a company', () => {
  it.each([
    ['nip', 'PL 797-456-94-39', '7974569439'],
    ['regon', '123 456 785', '123456785'],
    ['regon', '12345678512347', '12345678512347'],
    ['bankAccount', 'PL61 1090 1014 0000 0712 1981 2874', '61109010140000071219812874'],
    ['postalCode', '26 922', '26-922'],
    ['phone', ' +48 601 000 111 ', '+48 601 000 111'],
    ['phone', '(48) 621-60-09', '(48) 621-60-09'],
    ['email', ' mplatform+dr_alfa@vivaldi.net ', 'mplatform+dr_alfa@vivaldi.net'],
    ['name', ' Łoś & Żaba ', 'Łoś & Żaba'],
    ['regon', '  ', ''],
  ])('%s takes %j and keeps %j', (field, typed, kept) => {
    expect(keptField(field, typed)).toEqual({ ok: true, value: kept });
  });

  it.each([
    ['nip', '7974569438', 'company.nip-invalid'],
    ['regon', '123456786', 'company.regon-invalid'],
    ['regon', '12345678512348', 'company.regon-invalid'],
    ['regon', '000000000', 'company.regon-invalid'],
    ['bankAccount', '62109010140000071219812874', 'company.bank-account-invalid'],
    ['bankAccount', '6110901014000007121981287', 'company.bank-account-invalid'],
    ['postalCode', '2692', 'company.postal-code-invalid'],
    ['phone', '60100011', 'company.phone-invalid'],
    ['phone', 'sześćset', 'company.phone-invalid'],
    ['email', 'sklep@example', 'company.email-invalid'],
    ['email', 'a@example.com, b@example.com', 'company.email-invalid'],
    ['name', ' ', 'company.required'],
    ['nip', '', 'company.required'],
  ])('%s refuses %j with %s', (field, typed, code) => {
    expect(keptField(field, typed)).toMatchObject({ ok: false, error: { code } });
  });

  it('prints an account in groups of four', () => {
    expect(formatBankAccount('61109010140000071219812874')).toBe('61 1090 1014 0000 0712 1981 2874');
  });
});

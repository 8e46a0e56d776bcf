import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { applyEdit, diffLines, editSection, maskSecrets, parseConf, readValues, type Setting } from './index.ts';

const fixture = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '..', '..', '..', 'tests', 'fixtures', 'pcpos7', name));
const SERVER = 'https://mplatform.example/pos';
const wanted: readonly Setting[] = [
  { key: 'Active', value: 'Y' },
  { key: 'ServerAddress', value: SERVER },
  { key: 'ShopIds', value: '735' },
];
const edited = (bytes: Buffer, settings = wanted): Buffer => {
  const doc = parseConf(bytes, 'windows-1250');
  const edit = editSection(doc, 'MPlatform', settings);
  if (!edit.ok) throw new Error(`${edit.error.code} ${JSON.stringify(edit.error.params)}`);
  return applyEdit(doc, edit.value);
};
const refusal = (text: string | Buffer, settings = wanted) => {
  const edit = editSection(parseConf(Buffer.from(text as string), 'windows-1250'), 'MPlatform', settings);
  return edit.ok ? 'allowed' : { code: edit.error.code, ...edit.error.evidence };
};

describe('a new section looks like the ones that the file has', () => {
  it('tabs, CRLF, indented ends, an empty line between', () => {
    const bytes = fixture('typical.conf');
    const added = `\r\nSection: MPlatform\r\n\tActive: Y\r\n\tServerAddress: ${SERVER}\r\n\tShopIds: 735\r\n\tEndSection: MPlatform\r\n`;
    expect(edited(bytes).equals(Buffer.concat([bytes, Buffer.from(added)]))).toBe(true);
  });

  it('ends at the margin, and no line end at the end of the file', () => {
    const bytes = fixture('unindented-ends.conf');
    const added = `\r\n\r\nSection: MPlatform\r\n\tActive: Y\r\n\tServerAddress: ${SERVER}\r\n\tShopIds: 735\r\nEndSection: MPlatform`;
    expect(edited(bytes).equals(Buffer.concat([bytes, Buffer.from(added)]))).toBe(true);
  });

  it('LF, spaces and nothing after the colon', () => {
    const file = 'Section:A\n  k:v\n  EndSection:A\nSection:B\n  k:v\n  EndSection:B\n';
    const added = `Section:MPlatform\n  Active:Y\n  ServerAddress:${SERVER}\n  ShopIds:735\n  EndSection:MPlatform\n`;
    expect(edited(Buffer.from(file)).toString()).toBe(file + added);
  });

  it('in UTF-16 of either order, after its mark', () => {
    for (const encoding of ['utf-16le', 'utf-16be']) {
      const bytes = iconv.encode('Section: A\r\n\tk: Łąka\r\n\tEndSection: A\r\n', encoding, { addBOM: true });
      const after = edited(bytes);
      expect(after.subarray(0, bytes.length).equals(bytes)).toBe(true);
      expect(iconv.decode(after, encoding)).toContain(`\r\n\tServerAddress: ${SERVER}\r\n`);
    }
  });
});

describe('an existing section', () => {
  it('gets new values in place; the key nobody asked about stays', () => {
    const before = fixture('already-configured.conf').toString('latin1');
    const after = before
      .replace(
        'Active: N\r\n\tServerAddress: https://stary.mplatform.example:8443/pos',
        `Active: Y\r\n\tServerAddress: ${SERVER}`,
      )
      .replace('ShopIds: 12,734', 'ShopIds: 735');
    expect(edited(Buffer.from(before, 'latin1')).toString('latin1')).toBe(after);
  });

  it('is found whatever the case of its names, and keeps the spelling, the spacing and what stands after the value', () => {
    const file = 'SECTION: mplatform\r\n  active :N  \r\n  SERVERADDRESS:\r\n  shopids:\t735\t\r\nendsection: MPLATFORM\r\n';
    const after = `SECTION: mplatform\r\n  active :Y  \r\n  SERVERADDRESS:\t${SERVER}\r\n  shopids:\t735\t\r\nendsection: MPLATFORM\r\n`;
    expect(edited(Buffer.from(file)).toString()).toBe(after);
  });

  it('gets missing keys after its last one, with the line end used there', () => {
    const file = 'Section: MPlatform\n\tActive: Y\n\n\t; koniec\nEndSection: MPlatform\r\nSection: B\r\nEndSection: B\r\n';
    const after = file.replace('Active: Y\n', `Active: Y\n\tServerAddress: ${SERVER}\n\tShopIds: 735\n`);
    expect(edited(Buffer.from(file)).toString()).toBe(after);
  });

  it('says for each value where it will stand', () => {
    const file = 'Section: MPlatform\n\tShopIds: 12\n\tOther: x\n\tEndSection: MPlatform\n';
    const edit = editSection(parseConf(Buffer.from(file), 'windows-1250'), 'MPlatform', wanted);
    expect(edit.ok && edit.value.changes.map(({ line, key, from }) => [line, key, from])).toEqual([
      [2, 'ShopIds', '12'],
      [4, 'Active', null],
      [5, 'ServerAddress', null],
    ]);
  });

  it('has for a value all that follows the first colon, trimmed', () => {
    const doc = parseConf(fixture('already-configured.conf'), 'windows-1250');
    expect(readValues(doc, 'localdatabase', ['connectstring'])).toEqual({
      ok: true,
      value: { connectstring: 'jdbc:sqlserver://127.0.0.1:52019;databaseName=pcpos7;encrypt=false' },
    });
    expect(readValues(doc, 'PrimaryFiscalPrinterParams', ['Header1'])).toEqual({
      ok: true,
      value: { Header1: 'PPHU Spożywcza Łąka' },
    });
  });
});

describe('what cannot be done without doubt is refused, with the lines', () => {
  const one = 'Section: MPlatform\nActive: Y\nEndSection: MPlatform\n';
  it.each([
    ['two such sections', one + one, { code: 'workstation.section-twice', lines: [1, 4] }],
    ['two such keys', one.replace('\nEnd', '\nACTIVE: N\nEnd'), { code: 'workstation.key-twice', lines: [2, 3] }],
    [
      'the section is never closed',
      'Section: A\nEndSection: A\nSection: MPlatform\nActive: Y\n',
      { code: 'workstation.section-unclosed', lines: [3] },
    ],
    [
      'an end that nothing opened',
      'Section: A\nEndSection: A\nEndSection: MPlatform\n',
      { code: 'workstation.section-unclosed', lines: [3] },
    ],
    [
      'another section begins in it',
      one.replace('Active', 'Section: B\nActive'),
      { code: 'workstation.section-nested', lines: [1] },
    ],
    ['it lies in another section', `Section: A\n${one}EndSection: A\n`, { code: 'workstation.section-nested', lines: [1, 2] }],
    ['new lines would fall into an unclosed one', 'Section: A\nk: v\n', { code: 'workstation.section-unclosed', lines: [1] }],
    ['NUL bytes', `${one}\0\0\n`, { code: 'workstation.nul-bytes', lines: [4] }],
    ['no section at all', 'nothing of the kind\n', { code: 'workstation.not-a-configuration' }],
    ['an empty file', '', { code: 'workstation.not-a-configuration' }],
  ])('%s', (_what, file, expected) => {
    expect(refusal(file)).toEqual(expected);
  });

  it('undecodable bytes in the value itself, though not elsewhere', () => {
    const broken = (line: string) =>
      Buffer.concat([Buffer.from('Section: MPlatform\n'), Buffer.from(line, 'latin1'), Buffer.from('\nEndSection: MPlatform\n')]);
    expect(refusal(broken('ServerAddress: \x81'))).toEqual({ code: 'workstation.undecodable', lines: [2] });
    expect(refusal(broken('Note: \x81'))).toBe('allowed');
  });

  it('text that the file cannot say', () => {
    const polish = iconv.encode(`${one}; żółć\n`, 'windows-1250');
    expect(refusal(polish, [{ key: 'ServerAddress', value: 'https://例え.example' }])).toMatchObject({
      code: 'workstation.outside-encoding',
    });
    expect(refusal(polish, [{ key: 'ServerAddress', value: 'https://łąka.example' }])).toBe('allowed');
  });

  it('a value that would not come back from one line', () => {
    for (const value of ['a\nb', ' a', 'a\t', 'a\0'])
      expect(refusal(one, [{ key: 'Active', value }])).toMatchObject({ code: 'workstation.value-unwritable' });
  });

  it('a forgotten end elsewhere is no obstacle', () => {
    expect(refusal(`Section: A\nk: v\n${one}`)).toBe('allowed');
    expect(refusal('Section: A\nk: v\nSection: B\nEndSection: B\n')).toBe('allowed');
  });
});

describe('the diff for the screen', () => {
  const shown = (bytes: Buffer) => {
    const doc = parseConf(bytes, 'windows-1250');
    const edit = editSection(doc, 'MPlatform', wanted);
    if (!edit.ok) throw new Error(edit.error.code);
    return diffLines(doc, edit.value);
  };

  it('numbers removed lines as they were and the others as they will be', () => {
    expect(shown(fixture('already-configured.conf')).map(({ kind, line, text }) => `${kind} ${line} ${text.trim()}`)).toEqual([
      'same 48 EndSection: SoftwareUpdate',
      'same 49 ',
      'same 50 Section: MPlatform',
      'removed 51 Active: N',
      'added 51 Active: Y',
      'removed 52 ServerAddress: https://stary.mplatform.example:8443/pos',
      `added 52 ServerAddress: ${SERVER}`,
      'removed 53 ShopIds: 12,734',
      'added 53 ShopIds: 735',
      'same 54 TimeoutMs: 30000',
      'same 55 EndSection: MPlatform',
    ]);
  });

  it('is the file with the changes, when nothing was left out', () => {
    const file = 'Section: MPlatform\n\tShopIds: 12\n\tA: 1\n\tB: 2\n\tActive: N\n\tEndSection: MPlatform\n';
    const diff = shown(Buffer.from(file));
    const after = diff.filter((d) => d.kind !== 'removed').map((d) => d.text);
    expect(`${after.join('\n')}\n`).toBe(edited(Buffer.from(file)).toString());
    expect(diff.filter((d) => d.kind !== 'removed').map((d) => d.line)).toEqual(after.map((_, i) => i + 1));
    const before = diff.filter((d) => d.kind !== 'added').map((d) => d.text);
    expect(`${before.join('\n')}\n`).toBe(file);
  });

  it('leaves out what lies far from any change', () => {
    const middle = Array.from({ length: 20 }, (_, i) => `\tk${i}: v\n`).join('');
    const kinds = shown(Buffer.from(`Section: MPlatform\n\tActive: N\n${middle}\tShopIds: 1\n\tEndSection: MPlatform\n`)).map(
      (d) => d.kind,
    );
    expect(kinds.filter((k) => k === 'gap')).toEqual(['gap']);
    expect(kinds.filter((k) => k === 'same').length).toBe(1 + 3 + 3 + 1);
  });

  it('covers passwords', () => {
    const text =
      'Section: MPlatform\n\tPassword: 3f7a1c9be0\n\tActive: N\n\tDb: jdbc:x;user=a;password=tajne;y=1\n\tHaslo:abc\n\tEndSection: MPlatform\n';
    const diff = JSON.stringify(shown(Buffer.from(text)));
    for (const secret of ['3f7a1c9be0', 'tajne', 'abc']) expect(diff).not.toContain(secret);
    expect(maskSecrets('https://jan:tajne@a.example/')).toBe('https://••••@a.example/');
  });
});

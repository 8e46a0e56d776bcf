import * as z from 'zod';
import { ansiPages, type PcPosProfile, pcposProfile, rowId } from '../../../../domain/model/index.ts';
import { err, ok, type Result } from '../../../../domain/result.ts';
import type { SentForm } from '../body.ts';
import { dataFaults, id, readForm } from '../forms.ts';
import { address, html } from '../html.ts';
import {
  badge,
  choice,
  type Fault,
  type Faults,
  facts,
  fault,
  field,
  file,
  form,
  formView,
  link,
  row,
  table,
  tick,
} from '../parts.ts';
import { operating, type PageAnswer, type PageRoute, route, type Visit } from '../visit.ts';
import { jsonOf } from './price-lists.ts';
import { sharedRow, sharedRows, withdrawing } from './shared.ts';

const MOST_BYTES = 256 * 1024;
/** What a new form begins with: the built-in profile's form, whose names are an assumption. */
const BEGINNING: Readonly<Record<string, string>> = {
  file: 'pcpos7.conf',
  encoding: 'windows-1250',
  storeSeparator: ',',
  on: 'Y',
  off: 'N',
  version: '1',
};

const SEPARATORS = [
  [',', ', (przecinek, comma)'],
  [';', '; (średnik, semicolon)'],
  ['|', '|'],
  [' ', '␣ (spacja, space)'],
] as const;

async function profilesPage(visit: Visit, status = 200, faults: Faults = {}): Promise<PageAnswer> {
  const { services, view, form: sent, done } = visit;
  const { t } = view;
  const rows = await services.store.read((tx) => sharedRows(tx, 'pcposProfile'));
  const shown = formView(view, status === 200 ? BEGINNING : sent.text, faults);
  const name = (field_: string, label: string, required = false) => field(shown, field_, label, { required, max: 64 });
  const body = html`<p>${t('profile.hint')}</p>${table(
    [t('profile.name'), t('profile.versions'), t('profile.file'), t('profile.verified')],
    rows.map(({ id: rowIdOf, data }) =>
      row(
        html`${link(['profiles', rowIdOf], data.name)}<small>${rowIdOf}</small>`,
        data.pcposVersions.join(', ') || t('profile.any-version'),
        `${data.file}: ${data.section}`,
        data.verified ? badge('good', t('form.yes')) : badge('waiting', t('form.no')),
      ),
    ),
    t('profile.none'),
  )}
<h2>${t('profile.add')}</h2>
${form(
  shown,
  ['profiles'],
  t('profile.add'),
  html`
${field(shown, 'id', t('profile.id'), { hint: t('profile.id-hint'), max: 64 })}
<fieldset><legend>${t('priceList.by-form')}</legend><div class="pair">
${field(shown, 'name', t('profile.name'), { required: false })}${field(shown, 'version', t('profile.version'), { type: 'number', required: false, max: 6 })}
${name('file', t('profile.file'))}${choice(
  shown,
  'encoding',
  t('profile.encoding'),
  ansiPages.map((p) => [p, p] as const),
  { required: false },
)}
${name('section', t('profile.section'))}${name('active', t('profile.key-active'))}
${name('server', t('profile.key-server'))}${name('stores', t('profile.key-stores'))}
${choice(shown, 'storeSeparator', t('profile.separator'), SEPARATORS, { required: false })}
${name('on', t('profile.on'))}${name('off', t('profile.off'))}
${field(shown, 'pcposVersions', t('profile.versions'), { required: false, hint: t('profile.versions-hint') })}</div>
${tick(shown, 'verified', t('profile.verified-tick'))}</fieldset>
<fieldset><legend>${t('priceList.by-file')}</legend>${file(shown, 'whole', t('profile.json'), '.json,application/json', { required: false })}</fieldset>`,
  { files: true },
)}`;
  return { page: { title: t('nav.profiles'), section: 'profiles', done, body }, status };
}

const apart = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Which field of the form a place in the profile is. */
const FIELD_OF: Readonly<Record<string, string>> = {
  'keys.active': 'active',
  'keys.server': 'server',
  'keys.stores': 'stores',
  'flag.on': 'on',
  'flag.off': 'off',
};

function sentProfile({ text, files }: SentForm): Result<PcPosProfile, Faults> {
  if (files.whole !== undefined) {
    const read = jsonOf(files.whole.bytes);
    if (!read.ok) return err({ whole: [read.error] });
    const whole = pcposProfile.safeParse(read.value);
    return whole.success ? ok(whole.data) : err({ whole: dataFaults(whole.error) });
  }
  const of = (name: string) => (text[name] ?? '').trim();
  const made = pcposProfile.safeParse({
    name: of('name'),
    version: Number(of('version')),
    file: of('file'),
    encoding: of('encoding'),
    section: of('section'),
    keys: { active: of('active') === '' ? null : of('active'), server: of('server'), stores: of('stores') },
    storeSeparator: text.storeSeparator,
    flag: { on: of('on'), off: of('off') },
    pcposVersions: apart(of('pcposVersions')),
    verified: text.verified === 'yes',
  });
  if (made.success) return ok(made.data);
  const faults: Record<string, readonly Fault[]> = {};
  for (const { path } of made.error.issues) {
    const place = path.slice(0, 2).join('.');
    const name = FIELD_OF[place] ?? String(path[0] ?? '');
    faults[name] ??= [fault(path.length === 0 ? 'profile.same-twice' : of(name) === '' ? 'form.required' : 'form.invalid')];
  }
  return err(faults);
}

export const profileRoutes: readonly PageRoute[] = [
  route({ method: 'GET', path: '/profiles', handle: (visit) => profilesPage(visit) }),
  route({
    method: 'POST',
    path: '/profiles',
    bodyLimit: MOST_BYTES,
    handle: async (visit) => {
      const under = readForm(z.object({ id }), visit.form.text);
      const read = sentProfile(visit.form);
      if (!under.ok || !read.ok)
        return profilesPage(visit, 422, { ...(under.ok ? {} : under.error), ...(read.ok ? {} : read.error) });
      await operating(visit, 'pcposProfile.save', under.value.id, read.value.name).saveShared(
        'pcposProfile',
        under.value.id,
        read.value,
      );
      return { to: address(['profiles', under.value.id], { done: 'pcposProfile.save' }) };
    },
  }),
  route({
    method: 'GET',
    path: '/profiles/:id',
    params: z.object({ id: rowId }),
    handle: async ({ services, view, done }, { params }) => {
      const { t } = view;
      const found = await services.store.read((tx) => sharedRow(tx, 'pcposProfile', params.id));
      if (found === undefined) return { missing: fault('operator.shared-unknown', { id: params.id }) };
      const p = found.data;
      const body = html`${facts(
        [t('profile.id'), found.id],
        [t('profile.version'), p.version],
        [t('profile.file'), p.file],
        [t('profile.encoding'), p.encoding],
        [t('profile.section'), p.section],
        [t('profile.key-active'), p.keys.active ?? ''],
        [t('profile.key-server'), p.keys.server],
        [t('profile.key-stores'), p.keys.stores],
        [t('profile.on'), p.flag.on],
        [t('profile.off'), p.flag.off],
        [t('profile.versions'), p.pcposVersions.join(', ') || t('profile.any-version')],
        [t('profile.verified'), p.verified ? t('form.yes') : t('form.no')],
      )}
<h2>JSON</h2><pre tabindex="0">${JSON.stringify(p, null, 2)}</pre>
${withdrawing(view, 'pcposProfile', found.id, p.name)}`;
      return { page: { title: p.name, section: 'profiles', back: [['profiles'], t('nav.profiles')], done, body } };
    },
  }),
];

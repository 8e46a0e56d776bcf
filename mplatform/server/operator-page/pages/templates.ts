import * as z from 'zod';
import { documentTemplate, rowId } from '../../../../domain/model/index.ts';
import { err, type Result } from '../../../../domain/result.ts';
import { dataFaults } from '../forms.ts';
import { address, html } from '../html.ts';
import { area, type Fault, type Faults, facts, fault, file, form, formView, link, row, table } from '../parts.ts';
import { type PageAnswer, type PageRoute, route, type Visit } from '../visit.ts';
import { jsonOf } from './price-lists.ts';
import { addShared, sharedRow, sharedRows, withdrawing } from './shared.ts';

const MOST_BYTES = 1024 * 1024;

async function templatesPage(visit: Visit, status = 200, faults: Faults = {}): Promise<PageAnswer> {
  const { services, view, form: sent, done } = visit;
  const { t } = view;
  const rows = await services.store.read((tx) => sharedRows(tx, 'documentTemplate'));
  const shown = formView(view, sent.text, faults);
  const body = html`<p>${t('template.hint')}</p>${table(
    [t('template.name'), t('template.document'), t('template.version')],
    rows.map(({ id, data }) =>
      row(html`${link(['templates', id], data.name)}<small>${id}</small>`, t(`document.${data.document}`), data.version),
    ),
    t('template.none'),
  )}
<h2>${t('template.add')}</h2>
${form(
  shown,
  ['templates'],
  t('template.add'),
  html`
${area(shown, 'json', t('template.json'), { rows: 14, code: true, required: false, hint: t('template.json-hint') })}
${file(shown, 'whole', t('template.file'), '.json,application/json', { required: false })}`,
  { files: true },
)}`;
  return { page: { title: t('nav.templates'), section: 'templates', done, body }, status };
}

export const templateRoutes: readonly PageRoute[] = [
  route({ method: 'GET', path: '/templates', handle: (visit) => templatesPage(visit) }),
  route({
    method: 'POST',
    path: '/templates',
    bodyLimit: MOST_BYTES,
    handle: async (visit) => {
      const { text, files } = visit.form;
      const from = files.whole === undefined ? 'json' : 'whole';
      const bytes = files.whole?.bytes ?? new TextEncoder().encode(text.json ?? '');
      const read: Result<unknown, Fault> = bytes.length === 0 ? err(fault('form.required')) : jsonOf(bytes);
      if (!read.ok) return templatesPage(visit, 422, { [from]: [read.error] });
      const parsed = documentTemplate.safeParse(read.value);
      if (!parsed.success) return templatesPage(visit, 422, { [from]: dataFaults(parsed.error) });
      const { id, name, version } = parsed.data;
      const given = { kind: 'documentTemplate', id, data: parsed.data, detail: `${name}, ${version}` } as const;
      // A printed document names its form and version: two forms are not to have the same.
      const saved = await addShared(visit, 'documentTemplate.save', given, (known) =>
        known === undefined || known.version < version
          ? undefined
          : fault('template.version-not-above', { id, version: known.version }),
      );
      if (!saved.ok) return templatesPage(visit, 422, { [from]: [saved.error] });
      return { to: address(['templates', id], { done: 'documentTemplate.save' }) };
    },
  }),
  route({
    method: 'GET',
    path: '/templates/:id',
    params: z.object({ id: rowId }),
    handle: async ({ services, view, done }, { params }) => {
      const { t } = view;
      const found = await services.store.read((tx) => sharedRow(tx, 'documentTemplate', params.id));
      if (found === undefined) return { missing: fault('operator.shared-unknown', { id: params.id }) };
      const { data } = found;
      const body = html`${facts([t('template.id'), found.id], [t('template.document'), t(`document.${data.document}`)], [t('template.version'), data.version], [t('template.title'), data.title])}
<h2>JSON</h2><pre tabindex="0">${JSON.stringify(data, null, 2)}</pre>
${withdrawing(view, 'documentTemplate', found.id, data.name)}`;
      return { page: { title: data.name, section: 'templates', back: [['templates'], t('nav.templates')], done, body } };
    },
  }),
];

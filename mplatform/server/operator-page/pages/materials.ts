import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import * as z from 'zod';
import { warsawDate } from '../../../../domain/calendar.ts';
import { DOCUMENT_HEAD_BYTES, type DocumentType, documentTypeOf, MAX_DOCUMENT_BYTES } from '../../../../domain/document-file.ts';
import { type Material, rowId } from '../../../../domain/model/index.ts';
import { err, ok, type Result } from '../../../../domain/result.ts';
import { NO_DEALER } from '../../operator.ts';
import type { SentFile } from '../body.ts';
import { line, needed, readForm } from '../forms.ts';
import { address, html } from '../html.ts';
import { area, type Fault, type Faults, facts, fault, field, file, form, formView, link, row, table } from '../parts.ts';
import { bytes, day } from '../view.ts';
import { operating, type PageAnswer, type PageRoute, type PageServices, route, type Visit } from '../visit.ts';
import { sharedRow, sharedRows, withdrawing } from './shared.ts';

const MIB = 1024 * 1024;
/** The file, and the rest of the form. */
const MOST_BYTES = MAX_DOCUMENT_BYTES + 64 * 1024;

async function materialsPage(visit: Visit, status = 200, faults: Faults = {}): Promise<PageAnswer> {
  const { services, view, form: sent, done } = visit;
  const { t } = view;
  const rows = await services.store.read((tx) => sharedRows(tx, 'material'));
  const shown = formView(view, sent.text, faults);
  const body = html`<p>${t('material.hint')}</p>${table(
    [t('material.title'), t('material.size'), t('material.versions'), t('material.updated')],
    rows.map(({ data }) =>
      row(
        html`${link(['materials', data.id], data.title)}<small>${data.description}</small>`,
        bytes(view, data.size),
        data.pcposVersions.join(', ') || t('profile.any-version'),
        day(view, data.updatedOn),
      ),
    ),
    t('material.none'),
  )}
<h2>${t('material.add')}</h2>
${form(
  shown,
  ['materials'],
  t('material.add'),
  html`${field(shown, 'title', t('material.title'))}
${area(shown, 'description', t('material.description'), { required: false, rows: 2, max: 200 })}
${field(shown, 'versions', t('material.versions'), { required: false, hint: t('profile.versions-hint') })}
${file(shown, 'file', t('material.file'), '.pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg', { hint: t('material.file-hint', { max: MAX_DOCUMENT_BYTES / MIB }) })}`,
  { files: true },
)}`;
  return { page: { title: t('nav.materials'), section: 'materials', done, body }, status };
}

/** So many bytes of the end hold the mark that a whole file ends by. */
const TAIL_BYTES = 1024;

/** A file cut short by a full disk would open nowhere, on no device. What cameras add to a JPEG is no fault. */
function endsWhole(type: DocumentType, bytes: Uint8Array): boolean {
  const tail = Buffer.from(bytes.subarray(-TAIL_BYTES)).toString('latin1');
  return type === 'application/pdf' ? tail.includes('%%EOF') : type === 'image/jpeg' || tail.includes('IEND');
}

function typeOf(sent: SentFile | undefined): Result<DocumentType, Fault> {
  if (sent === undefined) return err(fault('form.required'));
  if (sent.bytes.length > MAX_DOCUMENT_BYTES) return err(fault('files.too-large', { max: MAX_DOCUMENT_BYTES / MIB }));
  const type = documentTypeOf(sent.bytes.subarray(0, DOCUMENT_HEAD_BYTES));
  if (type === undefined) return err(fault('material.type-unknown'));
  return endsWhole(type, sent.bytes) ? ok(type) : err(fault('material.cut-off'));
}

/** Puts the bytes on the server's shelf, held by nobody's dealer: who may read them follows from the row alone. */
async function shelve(
  { shelf, newId, clock }: PageServices,
  content: Uint8Array,
  type: DocumentType,
): Promise<Result<string, Fault>> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  if ((await shelf.find(sha256)) !== undefined) return ok(sha256);
  const upload = {
    id: newId(),
    sha256,
    size: content.length,
    type,
    dealerId: NO_DEALER,
    deviceId: 'operator',
    createdAt: clock.now(),
  };
  const created = await shelf.create(upload, false);
  const put = created.ok ? await shelf.append(upload.id, 0, Readable.from([content])) : created;
  await shelf.drop(upload.id);
  return put.ok ? ok(sha256) : err(fault(put.error.code, put.error.params));
}

export const materialRoutes: readonly PageRoute[] = [
  route({ method: 'GET', path: '/materials', handle: (visit) => materialsPage(visit) }),
  route({
    method: 'POST',
    path: '/materials',
    bodyLimit: MOST_BYTES,
    handle: async (visit) => {
      const { services, form: sent, view } = visit;
      const read = readForm(
        z.object({ title: needed(), description: line().default(''), versions: line().default('') }),
        sent.text,
      );
      const type = typeOf(sent.files.file);
      if (!read.ok || !type.ok)
        return materialsPage(visit, 422, { ...(read.ok ? {} : read.error), ...(type.ok ? {} : { file: [type.error] }) });
      const content = sent.files.file?.bytes ?? new Uint8Array();
      const shelved = await shelve(services, content, type.value);
      if (!shelved.ok) return materialsPage(visit, 422, { file: [shelved.error] });
      const { title, description, versions } = read.value;
      const material: Material = {
        id: services.newId(),
        title,
        description,
        sha256: shelved.value,
        size: content.length,
        type: type.value,
        pcposVersions: versions
          .split(',')
          .map((v) => v.trim())
          .filter((v) => v !== '')
          .slice(0, 50),
        updatedOn: warsawDate(view.now),
      };
      await operating(visit, 'material.add', material.id, title).saveShared('material', material.id, material);
      return { to: address(['materials'], { done: 'material.add' }) };
    },
  }),
  route({
    method: 'GET',
    path: '/materials/:id',
    params: z.object({ id: rowId }),
    handle: async ({ services, view, done }, { params }) => {
      const { t } = view;
      const found = await services.store.read((tx) => sharedRow(tx, 'material', params.id));
      if (found === undefined) return { missing: fault('operator.shared-unknown', { id: params.id }) };
      const { data } = found;
      const body = html`${facts(
        [t('material.description'), data.description],
        [t('material.versions'), data.pcposVersions.join(', ') || t('profile.any-version')],
        [t('material.updated'), day(view, data.updatedOn)],
        [t('material.file'), link(['materials', data.id, 'file'], `${data.type}, ${bytes(view, data.size)}`)],
        ['SHA-256', data.sha256],
      )}${withdrawing(view, 'material', data.id, data.title)}`;
      return { page: { title: data.title, section: 'materials', back: [['materials'], t('nav.materials')], done, body } };
    },
  }),
  route({
    method: 'GET',
    path: '/materials/:id/file',
    params: z.object({ id: rowId }),
    handle: async ({ services }, { params }) => {
      const found = await services.store.read((tx) => sharedRow(tx, 'material', params.id));
      const shelved = found && (await services.shelf.find(found.data.sha256));
      if (found === undefined || shelved === undefined) return { missing: fault('ticket.file-missing') };
      const { type, size, sha256 } = shelved;
      return { file: { type, name: `${found.data.title}.`, size, content: services.shelf.read(sha256, 0, size - 1) } };
    },
  }),
];

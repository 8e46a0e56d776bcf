import * as z from 'zod';
import { applySetting, chosenSetting } from '../../operator-setting.ts';
import { deedStore } from '../audit.ts';
import { maybe, needed, readForm } from '../forms.ts';
import { address, html } from '../html.ts';
import { type Faults, field, form, formView } from '../parts.ts';
import { type PageAnswer, type PageRoute, route, type Visit } from '../visit.ts';

async function settingPage(visit: Visit, status = 200, faults: Faults = {}): Promise<PageAnswer> {
  const { services, view, form: sent, done } = visit;
  const { t } = view;
  const { setting, chosen } = await services.store.read(async (tx) => ({
    setting: (await tx.row('setting', 'pcpos'))?.data,
    chosen: await chosenSetting(tx),
  }));
  const values = status === 200 ? { serverAddress: chosen.serverAddress ?? '', helpLine: setting?.helpLine ?? '' } : sent.text;
  const shown = formView(view, values, faults);
  const body = html`<p>${t('setting.now', { address: setting?.serverAddress ?? services.ownAddress() })}</p>
${form(
  shown,
  ['settings'],
  t('form.save'),
  html`
${field(shown, 'serverAddress', t('setting.serverAddress'), { type: 'url', required: false, hint: t('setting.serverAddress-hint', { address: services.ownAddress() }) })}
${field(shown, 'helpLine', t('setting.helpLine'), { type: 'tel', hint: t('setting.helpLine-hint') })}`,
)}`;
  return { page: { title: t('nav.settings'), section: 'settings', done, body }, status };
}

const sentSetting = z.object({
  serverAddress: maybe(
    z
      .string()
      .trim()
      .max(200, 'form.too-long')
      .refine((text) => /^https?:\/\/[^/?#@\s]+$/.test(text) && URL.canParse(text), 'form.address'),
  ),
  helpLine: needed(),
});

export const settingRoutes: readonly PageRoute[] = [
  route({ method: 'GET', path: '/settings', handle: (visit) => settingPage(visit) }),
  route({
    method: 'POST',
    path: '/settings',
    handle: async (visit) => {
      const { services, operator } = visit;
      const read = readForm(sentSetting, visit.form.text);
      if (!read.ok) return settingPage(visit, 422, read.error);
      const { serverAddress = null, helpLine } = read.value;
      const detail = `${serverAddress ?? services.ownAddress()}, ${helpLine}`;
      const store = deedStore(services.store, services.source, { by: operator, action: 'setting.save', target: 'pcpos', detail });
      await store.transaction(async (tx) => {
        await tx.saveChoice('serverAddress', serverAddress);
        await tx.saveChoice('helpLine', helpLine);
        const known = (await tx.row('setting', 'pcpos'))?.data.supportPublicKey;
        await applySetting(tx, {
          serverAddress: services.ownAddress(),
          ...(known === undefined ? {} : { supportPublicKey: known }),
        });
      });
      return { to: address(['settings'], { done: 'setting.save' }) };
    },
  }),
];

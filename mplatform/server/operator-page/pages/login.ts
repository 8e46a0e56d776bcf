import { saveDeed } from '../audit.ts';
import { address, html } from '../html.ts';
import { type Fault, fault, field, form, formView } from '../parts.ts';
import { MAX_PASSWORD } from '../passwords.ts';
import { type PageAnswer, type PageRoute, route, type Visit } from '../visit.ts';

function loginPage({ view }: Visit, status = 200, wrong?: Fault): PageAnswer {
  const { t } = view;
  const shown = formView(view, {}, wrong === undefined ? {} : { '': [wrong] });
  const body = html`${form(
    shown,
    ['login'],
    t('login.enter'),
    html`${field(shown, 'name', t('login.name'), { autocomplete: 'username', max: 100 })}
${field(shown, 'password', t('login.password'), { type: 'password', autocomplete: 'current-password', max: MAX_PASSWORD })}`,
  )}<p class="dim">${t('login.hint')}</p>`;
  return { page: { title: t('login.title'), body }, status };
}

export const loginRoutes: readonly PageRoute[] = [
  route({
    method: 'GET',
    path: '/login',
    open: true,
    handle: async (visit) => (visit.operator === '' ? loginPage(visit) : { to: address([]) }),
  }),
  route({
    method: 'POST',
    path: '/login',
    open: true,
    bodyLimit: 8 * 1024,
    handle: async (visit) => {
      const { services, form: sent, from, token } = visit;
      const { name = '', password = '' } = sent.text;
      const checked = await services.checkPassword(name, password.slice(0, MAX_PASSWORD + 1), from);
      if (checked === 'wrong') {
        // Without what was typed: many a one types the password where the name belongs.
        await services.store.transaction((tx) =>
          saveDeed(tx, services.source, { by: null, action: 'login.refused', target: '' }),
        );
        return loginPage(visit, 401, fault('login.wrong'));
      }
      if ('waitMs' in checked) return loginPage(visit, 429, fault('login.wait', { count: Math.ceil(checked.waitMs / 1000) }));
      await services.sessions.end(token);
      const fresh = await services.sessions.begin(checked.name);
      await services.store.transaction((tx) =>
        saveDeed(tx, services.source, { by: checked.name, action: 'login.done', target: checked.name }),
      );
      return { to: address([]), token: fresh };
    },
  }),
  route({
    method: 'POST',
    path: '/logout',
    handle: async ({ services, operator, token }) => {
      await services.sessions.end(token);
      await services.store.transaction((tx) =>
        saveDeed(tx, services.source, { by: operator, action: 'login.ended', target: operator }),
      );
      return { to: address(['login']), token: null };
    },
  }),
];

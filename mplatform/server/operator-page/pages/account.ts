import { deedStore } from '../audit.ts';
import { address, html } from '../html.ts';
import { type Faults, fault, field, form, formView } from '../parts.ts';
import { keptPassword, MAX_PASSWORD, MIN_PASSWORD, passwordFault } from '../passwords.ts';
import { type PageAnswer, type PageRoute, route, type Visit } from '../visit.ts';

function accountPage({ view, operator, done }: Visit, status = 200, faults: Faults = {}): PageAnswer {
  const { t } = view;
  const shown = formView(view, {}, faults);
  const password = (name: string, label: string, autocomplete: string, hint?: string) =>
    field(shown, name, label, { type: 'password', autocomplete, max: MAX_PASSWORD, ...(hint === undefined ? {} : { hint }) });
  const body = html`<h2>${t('account.password')}</h2>${form(
    shown,
    ['account', 'password'],
    t('account.change'),
    html`<input type="text" autocomplete="username" value="${operator}" hidden readonly>
${password('old', t('account.old'), 'current-password')}
${password('fresh', t('account.fresh'), 'new-password', t('account.fresh-hint', { count: MIN_PASSWORD }))}
${password('again', t('account.again'), 'new-password')}`,
  )}`;
  return { page: { title: t('account.title', { name: operator }), section: 'account', done, body }, status };
}

export const accountRoutes: readonly PageRoute[] = [
  route({ method: 'GET', path: '/account', handle: async (visit) => accountPage(visit) }),
  route({
    method: 'POST',
    path: '/account/password',
    handle: async (visit) => {
      const { services, operator, form: sent, from } = visit;
      const { old = '', fresh = '', again = '' } = sent.text;
      const wrong = passwordFault(fresh, operator);
      if (wrong !== undefined) return accountPage(visit, 422, { fresh: [fault(wrong, { count: MIN_PASSWORD })] });
      if (fresh !== again) return accountPage(visit, 422, { again: [fault('password.differs')] });
      const checked = await services.checkPassword(operator, old, from);
      if (checked === 'wrong') return accountPage(visit, 422, { old: [fault('password.old-wrong')] });
      if ('waitMs' in checked)
        return accountPage(visit, 429, { '': [fault('login.wait', { count: Math.ceil(checked.waitMs / 1000) })] });
      const password = await keptPassword(fresh, services.random, services.passwordCost);
      const store = deedStore(services.store, services.source, { by: operator, action: 'account.password', target: operator });
      await store.transaction(async (tx) => {
        const account = await tx.account(operator);
        if (account === undefined) return;
        await tx.saveAccount({ ...account, password, changedAt: services.clock.now() });
        // Whoever got in with the old one is out.
        await tx.dropSessions({ name: operator });
      });
      return { to: address(['account'], { done: 'account.password' }), token: await services.sessions.begin(operator) };
    },
  }),
];

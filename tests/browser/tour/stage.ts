import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright-core';
import { warsawDate } from '../../../domain/calendar.ts';
import { ALFA, newSubTicket, newTicket, type Shop } from '../../../mplatform/server/seed-rows.ts';
import type { App, Look } from '../app.ts';
import { stumbles } from '../measure.ts';
import { openSyncApp } from '../sync-app.ts';

type Language = 'pl' | 'en';
export interface Size extends Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** The language that is looked at in the dark; the other one is looked at in the light. */
  readonly darkIn: Language;
}
/** More than a page of the list, with names as long as shops have them. */
const MORE: readonly Shop[] = [
  [
    '301',
    '7962001526',
    'Przedsiębiorstwo Wielobranżowe „Świętokrzyskie Delikatesy Rodzinne” Sp. z o.o.',
    'Ostrowiec Świętokrzyski',
  ],
  ['302', '5252248481', 'Sklep spożywczo-przemysłowy U Grażyny i Zdzisława', 'Konstantynów Łódzki'],
  ['303', '1132191233', 'ABC', 'Wąchock'],
].map(([crmId = '', nip = '', name = '', city = '']) => ({
  crmId,
  nip,
  name,
  city,
  street: 'ul. Rynek 1',
  postalCode: '27-400',
}));

const NAMES: Readonly<Record<Language, string>> = { pl: 'Zgłoszenia', en: 'Tickets' };

/** The window of an app, and whoever walks through its screens and notes at each what is wrong there. */
export function walk(
  { page, shot }: Pick<App, 'page' | 'shot'>,
  { name, width, height, darkIn, touch = false }: Size,
  say: (language: Language) => unknown,
) {
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  let count = 0;

  /** All there, and nothing half faded in. */
  async function settled(): Promise<void> {
    await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
    await page.evaluate(async () => {
      for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
      const ending = document.getAnimations().filter((a) => a.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY);
      await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
    });
  }
  async function speak(language: Language): Promise<void> {
    await say(language);
    await page.locator(`html[lang=${language}]`).waitFor();
    await page.locator('nav a', { hasText: NAMES[language] }).first().waitFor({ state: 'attached' });
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: language === darkIn ? 'dark' : 'light' });
    await settled();
  }
  async function note(what: string): Promise<void> {
    for (const fault of await stumbles(page, touch)) faults.push(`${what}: ${fault}`);
  }

  return {
    faults,
    settled,
    /** In both languages; enlarged to 200 %, which leaves half of the window's width and height; usable by everyone. */
    async look(screen: string, { enlarged = true }: { readonly enlarged?: boolean } = {}): Promise<void> {
      count += 1;
      const at = `${name}-${String(count).padStart(2, '0')}-${screen}`;
      await settled();
      const axe = await new AxeBuilder({ page }).exclude('iframe').setLegacyMode().analyze();
      for (const { id, nodes } of axe.violations) faults.push(`${at}: ${id} ${nodes[0]?.html}`);
      await note(at);
      await shot(`all-${at}-pl`);
      await speak('en');
      await note(`${at} en`);
      await shot(`all-${at}-en`);
      await speak('pl');
      if (!enlarged) return;
      await page.setViewportSize({ width: width / 2, height: height / 2 });
      await settled();
      await note(`${at} at 200%`);
      await page.setViewportSize({ width, height });
    },
    button: (label: string | RegExp) => page.getByRole('button', { name: label }),
    exact: (label: string) => page.getByRole('button', { name: label, exact: true }),
    field: (label: string | RegExp) => page.getByRole('textbox', { name: label }),
    region: (label: string) => page.getByRole('region', { name: label, exact: true }),
    dialog: () => page.getByRole('dialog'),
    visible: (text: string | RegExp) => page.getByText(text).first().waitFor(),
    async tab(label: RegExp): Promise<void> {
      await page.getByRole('tab', { name: label }).click();
    },
    async back(): Promise<void> {
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').first().waitFor({ state: 'detached' });
    },
    /** Another screen, from its top. */
    async open(route: string): Promise<void> {
      await page.goto(`${page.url().replace(/[#?].*/, '')}#${route}`);
      await page.getByRole('heading').first().waitFor();
      await settled();
    },
    /** What is looked at stands in the window's upper part. */
    async show(label: string): Promise<void> {
      await page.getByRole('region', { name: label, exact: true }).evaluate((e) => e.scrollIntoView());
    },
  };
}

/** The app with its core, M/platform and the line between them in the test's hands. */
export async function openStage(size: Size) {
  const app = await openSyncApp({ ...size, dark: size.darkIn === 'pl' });
  for (const shop of MORE) {
    const ticket = newTicket(shop, warsawDate(Date.now()), ALFA);
    const added = await app.operator.addTicket({ ticket, subTickets: [newSubTicket(ticket, `9${shop.crmId}`, ALFA)] });
    if (!added.ok) throw new Error(added.error.code);
  }
  await app.sync();
  return {
    ...app,
    ...walk(app, size, app.speak),
    /** Until the screen shows what M/platform has: a round that was under way may have begun before that was there. */
    async heard(what: Locator): Promise<void> {
      for (let rounds = 0; rounds < 20; rounds += 1) {
        await app.sync();
        const seen = await what
          .first()
          .waitFor({ timeout: 1_000 })
          .then(() => true)
          .catch(() => false);
        if (seen) return;
      }
      await what.first().waitFor();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof openStage>>;

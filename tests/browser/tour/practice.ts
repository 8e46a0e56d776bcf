import { openApp } from '../app.ts';
import { clientBeside } from '../client.ts';
import { type Size, walk } from './stage.ts';

/** An exercise that is under way, with the strip above every screen. @returns what was wrong */
export async function practice(size: Size): Promise<readonly string[]> {
  const app = await openApp({ ...size, dark: size.darkIn === 'pl' });
  try {
    const { page } = app;
    const client = await clientBeside(page);
    const { faults, look, open, exact, dialog, back } = walk(app, { ...size, name: `${size.name}-practice` }, (language) =>
      client.app.setLanguage({ language }),
    );
    await open('/practice/first-installation');
    await exact('Zacznij ćwiczenie').click();
    const strip = page.getByRole('region', { name: 'Ćwiczenie w toku' });
    await strip.getByRole('button', { name: 'Podpowiedź' }).click();
    await look('begun');
    await open('/practice');
    await look('list');
    await exact('Wyzeruj wszystkie…').click();
    await dialog().waitFor();
    await look('reset', { enlarged: false });
    await back();
    const view = await client.practice.view();
    await open(view.ok ? (view.value.current?.step?.route ?? '/') : '/');
    await look('ticket');
    return [...faults, ...app.complaints];
  } finally {
    await app.close();
  }
}

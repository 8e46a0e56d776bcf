const parts = (seconds: boolean) =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Warsaw',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  });

/**
 * Moments as sentences show them, on a Polish clock and read alike in both languages: `23.11.2026 14:05`, with
 * seconds where two of them fall into the same minute.
 * @param instants milliseconds since the epoch
 */
export function shownMoments<const T extends readonly number[]>(...instants: T): { readonly [K in keyof T]: string } {
  const shown = instants.map((at) => parts(false).format(at));
  const alike = new Set(shown).size < shown.length;
  const texts = alike ? instants.map((at) => parts(true).format(at)) : shown;
  return texts.map((text) => text.replace(/^(\d+)-(\d+)-(\d+)/, '$3.$2.$1')) as { readonly [K in keyof T]: string };
}

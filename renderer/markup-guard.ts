/** What the browser asks before text becomes markup or an address becomes code (Trusted Types). Not in TypeScript's own list yet. */
interface Guarded {
  __zod_globalConfig?: { readonly jitless: boolean };
  readonly trustedTypes?: {
    createPolicy(name: 'default', rules: { createHTML(text: string): string; createScriptURL(address: string): string }): unknown;
  };
}

/**
 * The one policy that the page's headers allow (`electron/shared/renderer-files.ts`): text becomes markup only where it can make no
 * element, as Mantine's style sheets do; code comes from the folder of this script. Everything else is refused by the browser.
 * @param script the address of the page's own: code may come from its folder
 */
export function guardMarkup(page: Guarded, script: string): void {
  const folder = new URL('.', script).href;
  // Zod otherwise tries whether it may make code out of text, which the browser reports each time.
  page.__zod_globalConfig = { jitless: true };
  page.trustedTypes?.createPolicy('default', {
    createHTML: (text) => {
      if (text.includes('<')) throw new TypeError('Text is never made into elements here');
      return text;
    },
    createScriptURL: (address) => {
      const { href } = new URL(address, folder);
      if (!href.startsWith(folder)) throw new TypeError('Code comes from the program itself');
      // Not as it was said: the browser would read a short one from where the page stands.
      return href;
    },
  });
}

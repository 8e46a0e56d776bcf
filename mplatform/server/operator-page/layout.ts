import { type Language, languages } from '../../../domain/text.ts';
import { address, type Html, html, type Piece } from './html.ts';
import { STYLE_ADDRESS } from './style.ts';
import type { PageKey } from './text.ts';
import type { View } from './view.ts';

const SECTIONS = [
  [[], 'nav.overview'],
  [['tickets'], 'nav.tickets'],
  [['operations'], 'nav.operations'],
  [['devices'], 'nav.devices'],
  [['dealers'], 'nav.dealers'],
  [['price-lists'], 'nav.priceLists'],
  [['profiles'], 'nav.profiles'],
  [['templates'], 'nav.templates'],
  [['materials'], 'nav.materials'],
  [['settings'], 'nav.settings'],
  [['audit'], 'nav.audit'],
] as const satisfies readonly (readonly [readonly string[], PageKey])[];

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { pl: 'Polski', en: 'English' };

export interface PageContent {
  readonly title: string;
  /** Which of the sections it belongs to: the first part of its address. */
  readonly section?: string | undefined;
  /** The way back to the list that it came from. */
  readonly back?: readonly [parts: readonly string[], text: string] | undefined;
  /** What was just done. */
  readonly done?: string | undefined;
  readonly body: Piece;
}

export function pageOf(view: View, { title, section, back, done, body }: PageContent): Html {
  const { t, language, operator } = view;
  return html`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · M/platform</title>
<link rel="stylesheet" href="${STYLE_ADDRESS}">
<link rel="icon" href="data:,">
</head>
<body${operator === undefined && html` class="outside"`}>
<a class="skip" href="#content">${t('nav.skip')}</a>
<header>
<p class="brand"><strong>M/platform</strong> <span>${t('nav.side')}</span></p>
<div class="who">
<nav aria-label="${t('nav.language')}">${languages.map((other) =>
    other === language
      ? html`<span lang="${other}" aria-current="true">${LANGUAGE_NAMES[other]}</span>`
      : html`<a href="${inLanguage(view.url, other)}" lang="${other}" hreflang="${other}">${LANGUAGE_NAMES[other]}</a>`,
  )}</nav>
${
  operator !== undefined &&
  html`<a href="${address(['account'])}">${operator}</a>
<form method="post" action="${address(['logout'])}"><input type="hidden" name="_form" value="${view.formToken}"><button type="submit" class="quiet">${t('login.leave')}</button></form>`
}
</div>
</header>
${
  operator !== undefined &&
  html`<nav class="sections" aria-label="${t('nav.sections')}"><ul>${SECTIONS.map(
    ([parts, key]) =>
      html`<li><a href="${address(parts)}"${(parts[0] ?? '') === (section ?? '') && html` aria-current="page"`}>${t(key)}</a></li>`,
  )}</ul></nav>`
}
<main id="content" tabindex="-1">
${back !== undefined && html`<p class="back"><a href="${address(back[0])}">← ${back[1]}</a></p>`}
<h1>${title}</h1>
${done !== undefined && html`<p class="notice good" role="status">${done}</p>`}
${body}
</main>
</body>
</html>
`;
}

function inLanguage(url: string, language: Language): string {
  const to = new URL(url, 'http://page');
  to.searchParams.set('lang', language);
  return `${to.pathname}${to.search}`;
}

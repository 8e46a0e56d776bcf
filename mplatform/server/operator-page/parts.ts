import type { TextParams } from '../../../domain/text.ts';
import { address, type Html, html, markup, type Piece } from './html.ts';
import type { PageKey } from './text.ts';
import type { View } from './view.ts';

export interface Fault {
  readonly code: PageKey;
  readonly params: TextParams;
}
/** What is wrong, by the name of the field. `''`: with the form as a whole. */
export type Faults = Readonly<Record<string, readonly Fault[]>>;

export interface FormView extends View {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: Faults;
}

const NO_FAULTS: Faults = {};
export const fault = (code: PageKey, params: TextParams = {}): Fault => ({ code, params });
export const formView = (view: View, values: FormView['values'] = {}, faults: FormView['faults'] = NO_FAULTS): FormView => ({
  ...view,
  values,
  faults,
});

/** A table with a heading for each column; a hint in its place when there is nothing. */
export function table(headings: readonly Piece[], rows: readonly Html[], empty: string): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<div class="wide"><table><thead><tr>${headings.map((h) => html`<th scope="col">${h}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
export const row = (...cells: readonly Piece[]): Html => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;

export const facts = (...pairs: readonly (readonly [string, Piece] | false)[]): Html =>
  html`<dl>${pairs.map((pair) => pair !== false && html`<div><dt>${pair[0]}</dt><dd>${pair[1] === '' ? '–' : pair[1]}</dd></div>`)}</dl>`;

/** A coloured word; the word says it, the colour only helps. */
export const badge = (tone: 'plain' | 'good' | 'waiting' | 'bad', text: string): Html =>
  html`<span class="badge ${tone}">${text}</span>`;

export const link = (parts: readonly string[], text: Piece, query: Parameters<typeof address>[1] = {}): Html =>
  html`<a href="${address(parts, query)}">${text}</a>`;

interface FieldOptions {
  readonly type?: 'text' | 'search' | 'date' | 'password' | 'email' | 'tel' | 'url' | 'number';
  readonly hint?: string;
  readonly required?: boolean;
  readonly max?: number;
  readonly autocomplete?: string;
  readonly value?: string;
}

function framed(form: FormView, name: string, label: string, hint: string | undefined, required: boolean, input: Html): Html {
  const faults = form.faults[name] ?? [];
  return html`<div class="field">
<label for="${name}">${label}${required && html`<span class="needed" aria-hidden="true"> *</span>`}</label>
${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${faults.length > 0 && html`<p class="fault" id="${name}-fault">${faults.map(({ code, params }) => html`<span>${form.t(code, params)}</span>`)}</p>`}
${input}
</div>`;
}
const described = ({ faults }: FormView, name: string, hint: string | undefined): Html => {
  const wrong = faults[name] !== undefined;
  const by = [...(hint === undefined ? [] : [`${name}-hint`]), ...(wrong ? [`${name}-fault`] : [])];
  return html`${by.length > 0 && html` aria-describedby="${by.join(' ')}"`}${wrong && html` aria-invalid="true"`}`;
};

/** One line of text with its label, and what is wrong with it. Required unless it says otherwise. */
export function field(form: FormView, name: string, label: string, options: FieldOptions = {}): Html {
  const { type = 'text', hint, required = true, max = 200, autocomplete = 'off', value } = options;
  // A password is never written back into a page.
  const shown = type === 'password' ? '' : (form.values[name] ?? value ?? '');
  return framed(
    form,
    name,
    label,
    hint,
    required,
    html`<input id="${name}" name="${name}" type="${type}" value="${shown}"
 maxlength="${max}" autocomplete="${autocomplete}"${required && html` required`}${described(form, name, hint)}>`,
  );
}

export function area(
  form: FormView,
  name: string,
  label: string,
  {
    hint,
    required = true,
    rows = 4,
    code = false,
    max,
  }: { hint?: string; required?: boolean; rows?: number; code?: boolean; max?: number } = {},
): Html {
  // The first line break after the tag would be taken for markup.
  return framed(
    form,
    name,
    label,
    hint,
    required,
    html`<textarea id="${name}" name="${name}" rows="${rows}"${code && html` class="code" spellcheck="false"`}
${max !== undefined && html` maxlength="${max}"`}${required && html` required`}${described(form, name, hint)}>
${form.values[name] ?? ''}</textarea>`,
  );
}

export function choice(
  form: FormView,
  name: string,
  label: string,
  choices: readonly (readonly [string, string])[],
  { hint, required = true }: { hint?: string; required?: boolean } = {},
): Html {
  const chosen = form.values[name] ?? '';
  return framed(
    form,
    name,
    label,
    hint,
    required,
    html`<select id="${name}" name="${name}"${required && html` required`}${described(form, name, hint)}>
${choices.map(([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`)}</select>`,
  );
}

export function file(
  form: FormView,
  name: string,
  label: string,
  accept: string,
  { hint, required = true }: { hint?: string; required?: boolean } = {},
): Html {
  return framed(
    form,
    name,
    label,
    hint,
    required,
    html`<input id="${name}" name="${name}" type="file" accept="${accept}"${required && html` required`}${described(form, name, hint)}>`,
  );
}

export const tick = (form: FormView, name: string, label: string): Html =>
  html`<div class="field tick"><input id="${name}" name="${name}" type="checkbox" value="yes"${form.values[name] === 'yes' && html` checked`}>
<label for="${name}">${label}</label></div>`;

/** A form that changes something; carries what shows that it is ours. Enter in a field presses its button, not `beside`. */
export function form(
  view: FormView,
  action: readonly string[],
  button: string,
  content: Piece,
  { files = false, danger = false, beside }: { files?: boolean; danger?: boolean; beside?: Html | false } = {},
): Html {
  const needs = markup(html`${content}`).includes('class="needed"');
  return html`<form method="post" action="${address(action)}"${files && html` enctype="multipart/form-data"`} class="card">
${summary(view)}${needs && html`<p class="hint">${view.t('form.needed')}</p>`}<input type="hidden" name="_form" value="${view.formToken}">
${content}
<button type="submit"${danger && html` class="danger"`}>${button}</button>${beside !== undefined && html` ${beside}`}
</form>`;
}

/** All that is wrong, above the form, each leading to its field. */
function summary({ faults, t }: FormView): Html | false {
  const all = Object.entries(faults).flatMap(([name, list]) => list.map((f) => [name, f] as const));
  if (all.length === 0) return false;
  return html`<div class="notice bad" role="alert"><p>${t('form.wrong', { count: all.length })}</p><ul>
${all.map(([name, { code, params }]) => html`<li>${name === '' ? t(code, params) : html`<a href="#${name}">${t(code, params)}</a>`}</li>`)}</ul></div>`;
}

/** What cannot be undone waits behind its name: opened by a click or a key, with no script. */
export const behind = (name: string, content: Piece): Html => html`<details><summary>${name}</summary>${content}</details>`;

/** Which pages there are, and the ways to the ones beside this. */
export function pager(
  view: View,
  parts: readonly string[],
  query: Readonly<Record<string, string | undefined>>,
  page: number,
  size: number,
  total: number,
): Html | false {
  const last = Math.max(1, Math.ceil(total / size));
  const to = (n: number, text: string) => link(parts, text, { ...query, page: n === 1 ? undefined : n });
  return html`<nav class="pager" aria-label="${view.t('pager.name')}"><span>${view.t('pager.where', { page, last, count: total })}</span>
${page > 1 && to(page - 1, view.t('pager.before'))} ${page < last && to(page + 1, view.t('pager.after'))}</nav>`;
}

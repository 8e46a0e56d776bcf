import { createHash } from 'node:crypto';

/** One small sheet, served from the same origin: the policy of the pages allows no other style and no script. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1c242c; --dim: #505a66; --line: #d5dae0; --back: #f5f6f8; --card: #fff;
  --accent: #1864ab; --on-accent: #fff; --bad: #b42318; --bad-back: #fdeeec; --good: #1b6e3c; --good-back: #e8f5ec;
  --waiting: #805500; --waiting-back: #fdf3dc; --plain-back: #e9ecf0; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --dim: #a9b3bf; --line: #3d4854; --back: #15191f; --card: #1f262d;
  --accent: #74b9f5; --on-accent: #10161c; --bad: #ff9a8f; --bad-back: #3a1d1b; --good: #7fd6a0; --good-back: #17301f;
  --waiting: #f2c46d; --waiting-back: #352a12; --plain-back: #2f3842; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; grid-template: auto 1fr / 13.5rem minmax(0, 1fr); background: var(--back);
  color: var(--text); font: 0.875rem/1.45 'Segoe UI', system-ui, sans-serif; font-variant-numeric: tabular-nums; }
body.outside { grid-template-columns: minmax(0, 1fr); }
body.outside main { width: min(26rem, 100%); margin: 2rem auto; }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible, summary:focus-visible,
.wide:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; z-index: 1; padding: 0.5rem 1rem; background: var(--card); }
header { grid-column: 1 / -1; display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0.25rem 1.5rem;
  padding: 0.5rem 1.25rem; background: var(--card); border-bottom: 1px solid var(--line); }
header p, header form { margin: 0; }
.brand strong { font-size: 1rem; } .brand span { color: var(--dim); margin-left: 0.5rem; }
.who, .who nav { display: flex; align-items: center; gap: 0.9rem; }
.who nav span { font-weight: 600; }
.sections { border-right: 1px solid var(--line); background: var(--card); padding: 0.75rem 0.5rem; }
.sections ul { list-style: none; margin: 0; padding: 0; position: sticky; top: 0.75rem; }
.sections a { display: block; padding: 0.4rem 0.75rem; border-radius: 6px; color: var(--text); text-decoration: none; }
.sections a:hover { background: var(--plain-back); }
.sections a[aria-current] { background: var(--plain-back); font-weight: 600; box-shadow: inset 3px 0 0 var(--accent); }
main { padding: 1.25rem 1.5rem 3rem; max-width: 84rem; }
h1 { font-size: 1.375rem; margin: 0 0 1rem; overflow-wrap: anywhere; } h2 { font-size: 1.0625rem; margin: 1.75rem 0 0.6rem; }
h3 { font-size: 0.9375rem; margin: 0 0 0.5rem; } .back { margin: 0 0 0.4rem; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.45rem 0.75rem; text-align: left; vertical-align: top; overflow-wrap: break-word; max-width: 26rem; }
td:first-child { min-width: 8rem; }
th { color: var(--dim); font-weight: 600; font-size: 0.8125rem; border-bottom: 1px solid var(--line); vertical-align: bottom; }
tbody tr + tr td { border-top: 1px solid var(--line); } tbody tr:hover { background: color-mix(in srgb, var(--plain-back) 45%, transparent); }
td small, dd small, .dim { color: var(--dim); } td small, dd small { display: block; font-size: 0.8125rem; } .number { text-align: right; white-space: nowrap; }
.nowrap { white-space: nowrap; } .heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.empty { color: var(--dim); padding: 1rem; background: var(--card); border: 1px dashed var(--line); border-radius: 8px; margin: 0; }
.badge { display: inline-block; padding: 0.05rem 0.5rem; border-radius: 1rem; font-size: 0.8125rem; white-space: nowrap; background: var(--plain-back); }
.badge.good { background: var(--good-back); color: var(--good); } .badge.bad { background: var(--bad-back); color: var(--bad); }
.badge.waiting { background: var(--waiting-back); color: var(--waiting); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 0.75rem; margin: 0; padding: 0; list-style: none; }
.tiles a { display: block; height: 100%; padding: 0.75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  text-decoration: none; color: var(--text); }
.tiles a:hover { border-color: var(--accent); } .tiles strong { display: block; font-size: 1.5rem; line-height: 1.2; } .tiles span { color: var(--dim); }
dl { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 0.75rem 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; padding: 0.9rem 1rem; }
dt { color: var(--dim); font-size: 0.8125rem; } dd { margin: 0; overflow-wrap: anywhere; }
.card, .notes > li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; }
form.card { max-width: 46rem; } .card.row { max-width: none; display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: end; margin-bottom: 1rem; padding: 0.75rem 1rem; }
.card.row .field { margin: 0; flex: 1 1 11rem; max-width: 20rem; }
.field { margin: 0 0 0.9rem; } .field label, legend { font-weight: 600; display: block; margin-bottom: 0.2rem; } .needed { color: var(--bad); }
.card.row .needed { display: none; } .pair .field { display: flex; flex-direction: column; justify-content: end; }
.hint, .fault { margin: 0 0 0.3rem; color: var(--dim); font-size: 0.8125rem; } .fault { color: var(--bad); } .fault span { display: block; }
.tick { display: flex; gap: 0.5rem; align-items: center; } .tick label { margin: 0; font-weight: 400; }
input:not([type=checkbox]), select, textarea { width: 100%; min-height: 2.25rem; padding: 0.35rem 0.6rem; font: inherit; color: inherit; background: var(--card);
  border: 1px solid #7d8894; border-radius: 6px; } [aria-invalid] { border-color: var(--bad) !important; border-width: 2px !important; }
input[type=checkbox] { width: 1.1rem; height: 1.1rem; }
textarea.code, pre, code { font: 0.8125rem/1.5 ui-monospace, 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', monospace; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 0 1rem; }
fieldset { border: 1px solid var(--line); border-radius: 8px; padding: 0.75rem 1rem 0; margin: 0 0 1rem; min-width: 0; }
button, .button { min-height: 2.25rem; padding: 0.35rem 1rem; font: inherit; font-weight: 600; border: 1px solid var(--accent); border-radius: 6px; background: var(--accent);
  color: var(--on-accent); cursor: pointer; text-decoration: none; display: inline-block; }
button.quiet, .button.quiet { background: transparent; color: var(--accent); } button.danger { background: var(--bad); border-color: var(--bad); color: var(--card); }
.notice { padding: 0.7rem 1rem; border-radius: 8px; margin: 0 0 1rem; border: 1px solid; } .notice p, .notice ul { margin: 0; } .notice a { color: inherit; }
.notice.good { background: var(--good-back); color: var(--good); } .notice.bad { background: var(--bad-back); color: var(--bad); }
.secret { font: 600 1.75rem/1.4 ui-monospace, 'Cascadia Mono', Consolas, monospace; letter-spacing: 0.06em; margin: 0.5rem 0; user-select: all; }
details { margin: 0.75rem 0; } summary { cursor: pointer; font-weight: 600; color: var(--accent); padding: 0.35rem 0; } details[open] > summary { margin-bottom: 0.5rem; }
.pager { display: flex; gap: 1rem; padding: 0.75rem 0.25rem; color: var(--dim); } .side { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.5rem 1rem; align-items: center; }
.notes { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; } .notes p { margin: 0.25rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 70rem) { body:not(.outside) { grid-template-columns: 11.5rem minmax(0, 1fr); } main { padding: 1rem 1rem 2rem; } th, td { padding: 0.4rem 0.5rem; }
  td:first-child { min-width: 6rem; } }
@media (max-width: 48rem) { body { grid-template: auto auto 1fr / minmax(0, 1fr); } .sections { border: 0; border-bottom: 1px solid var(--line); }
  .sections ul { position: static; display: flex; flex-wrap: wrap; } main { padding: 1rem; } }
@media (pointer: coarse) { button, .button, input:not([type=checkbox]), select, .sections a, summary, .tick label { min-height: 2.75rem; }
  .sections a, summary, .tick label { display: flex; align-items: center; } summary { display: list-item; padding-block: 0.7rem; }
  .skip, header a, .back a, td a, dd a, .side a, p > a:only-child, .pager a { display: inline-flex; align-items: center; min-height: 2.75rem; min-width: 2.75rem; } }
`;

/** Changes with the sheet, so that it may be kept for good. */
export const STYLE_ADDRESS = `/operator/style-${createHash('sha256').update(STYLE).digest('hex').slice(0, 12)}.css`;

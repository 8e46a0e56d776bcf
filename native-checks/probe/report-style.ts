/** The report's looks: the system's own letters, four colours of state, and a layout that breaks well on A4. */
export const STYLE = `
@page { size: A4; margin: 16mm 15mm; }
:root { color-scheme: light; --ink: #17212b; --soft: #5a6875; --line: #d8dee4; --good: #0b6e4f; --warn: #8a5a00; --bad: #a3212a; --still: #5a6875; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 52rem; padding: 2rem 1.5rem; background: #fff; color: var(--ink); font: 0.9375rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.0625rem; margin: 1.75rem 0 0.5rem; break-after: avoid; }
p { margin: 0.25rem 0; }
.where { color: var(--soft); }
.verdict { margin: 1.25rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-left: 0.375rem solid var(--tone); border-radius: 0.375rem; break-inside: avoid; }
.verdict h2 { margin: 0; font-size: 1.1875rem; color: var(--tone); display: flex; align-items: center; gap: 0.6rem; }
.verdict.passed, tr.passed { --tone: var(--good); }
.verdict.failed, tr.failed { --tone: var(--bad); }
tr.warned { --tone: var(--warn); }
.verdict.cancelled, tr.notRun, tr.notTestable { --tone: var(--still); }
.cause { font-weight: 600; margin-top: 0.5rem; }
.actor { color: var(--soft); }
.mark { flex: none; display: inline-grid; place-items: center; width: 1.375rem; height: 1.375rem; border: 1.5px solid var(--tone); border-radius: 50%; color: var(--tone); font-style: normal; font-weight: 700; font-size: 0.8125rem; line-height: 1; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 0.5rem 1.5rem; margin: 0; }
dt { color: var(--soft); font-size: 0.8125rem; }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; }
.stages { table-layout: fixed; }
.stages thead th { text-align: left; font-size: 0.8125rem; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); padding: 0.25rem 0.5rem 0.25rem 0; }
.stages thead th:first-child { width: 13rem; }
.stages .ms { width: 5rem; text-align: right; padding-right: 0; font-variant-numeric: tabular-nums; white-space: nowrap; }
.stages tbody th, .stages td { text-align: left; vertical-align: top; padding: 0.6rem 0.75rem 0.6rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
.stages tbody th { font-weight: 600; }
.stages tbody th .mark { float: left; margin: 0.05rem 0.6rem 0 0; }
.stages tbody th span { display: block; overflow: hidden; }
.stages small { display: block; color: var(--tone); font-weight: 400; }
.stages tr { break-inside: avoid; }
.stages thead { display: table-header-group; }
.stages td p:first-child { margin-top: 0; }
.code { color: var(--soft); font-size: 0.75rem; font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; }
.evidence { margin: 0.25rem 0 0; font-size: 0.75rem; color: var(--soft); font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; }
.evidence div { display: flex; gap: 0.75rem; }
.evidence dt { flex: none; min-width: 6rem; font-size: inherit; }
.since { margin: 0; padding: 0; list-style: none; }
.since li { padding: 0.5rem 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
.changed th { text-align: left; font-weight: 400; color: var(--soft); width: 10rem; vertical-align: top; }
.changed td { vertical-align: top; padding-left: 0.75rem; }
del { color: var(--soft); }
footer { margin-top: 1.5rem; color: var(--soft); font-size: 0.8125rem; }
@media print { body { padding: 0; max-width: none; font-size: 10pt; } * { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
`;

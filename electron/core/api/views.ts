/** What the interface is shown. Instants are RFC 3339 strings, dates `YYYY-MM-DD`, money whole grosze. */

export type * from './app-views.ts';
export type * from './document-views.ts';
export type * from './file-views.ts';
export type * from './form-views.ts';
export type * from './hesitation-views.ts';
export type * from './inbox-views.ts';
export type * from './list-views.ts';
export type * from './material-views.ts';
export type * from './note-views.ts';
export type * from './practice-views.ts';
export type * from './probe-views.ts';
export type * from './quote-views.ts';
export type * from './reminder-views.ts';
export type * from './scan-views.ts';
export type * from './ticket-views.ts';
export type * from './till-views.ts';
export type * from './training-views.ts';

export { type ComparedValue, type Comparison, compareDocuments } from './compare.ts';
export { type DiffLine, diffLines } from './diff.ts';
export { type ConfDocument, keepsEncoding, type NewlineKind, parseConf } from './document.ts';
export { applyEdit, type Edit, editSection, type Setting, type ValueChange } from './edit.ts';
export { type AnsiPage, ansiPages, type ConfEncoding } from './encoding.ts';
export { maskSecrets } from './mask.ts';
export { checkReadable, lookUp, readValues } from './read.ts';

const SECRET_KEY = /^[^:]*(?:pass|pwd|has[lł]o|secret|token|credential|apikey)[^:]*:/i;
const MASK = '••••';

/** A line or value as it may be shown: passwords, and those inside addresses and connect strings, are covered. */
export function maskSecrets(text: string): string {
  const key = SECRET_KEY.exec(text);
  if (key !== null && !/^\s*(?:end)?section\s*:/i.test(text) && !key[0].includes(';')) {
    const rest = text.slice(key[0].length);
    return rest.trim() === '' ? text : `${key[0]}${/^\s*/.exec(rest)?.[0] ?? ''}${MASK}`;
  }
  return text
    .replace(/(\/\/)[^/@\s]*@/g, `$1${MASK}@`)
    .replace(/((?:password|pwd|has[lł]o|secret|token|apikey|accesskey)\s*=\s*)(?:\{[^}]*\}|"[^"]*"|[^;&\s]*)/gi, `$1${MASK}`);
}

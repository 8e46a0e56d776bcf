import { assertNever } from '../../../domain/result.ts';
import type { Language } from '../../../domain/text.ts';
import { formatInstant, formatMs } from '../../format.ts';
import { type Translate, useLanguage, useT } from '../../i18n.ts';
import { isUiKey } from '../../polish.ts';
import { type EvidenceValue, evidenceParts } from './evidence.ts';
import { stageNames } from './looks.ts';
import styles from './probe.module.css';

/** A name that a newer probe gives and this interface does not know yet is shown as it is. */
export function evidenceName(name: string, t: Translate): string {
  const key = `evidence.${name}`;
  return isUiKey(key) ? t(key) : name;
}

function shown(value: EvidenceValue, t: Translate, language: Language): string {
  switch (value.kind) {
    case 'text':
    case 'code':
      return value.text;
    case 'instant':
      return formatInstant(value.text, language, true);
    case 'ms':
      return formatMs(value.ms, language);
    case 'answer':
      return t(value.yes ? 'answer.yes' : 'answer.no');
    case 'stage':
      return t(stageNames[value.stage]);
    default:
      return assertNever(value);
  }
}

/** Addresses, certificates, codes and times that a stage saw. */
export function EvidenceList({
  code,
  evidence,
}: {
  readonly code: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}) {
  const t = useT();
  const language = useLanguage();
  const parts = evidenceParts({ finding: code, ...evidence });
  return (
    <div className={styles.evidence}>
      {parts.map(({ name, nth, rows }) => (
        <div key={`${name} ${nth} ${rows[0]?.name}`}>
          {name !== null && (
            <p className={styles.evidencePart}>
              {evidenceName(name, t)}
              {nth !== null && ` ${nth}`}
            </p>
          )}
          <dl>
            {rows.map((row) => (
              <div key={row.name} className={styles.pair}>
                <dt>{evidenceName(row.name, t)}</dt>
                {row.values.map((value, n) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two values may be the same, and are never moved
                  <dd key={n} className={value.kind === 'code' ? 'mono' : 'num'}>
                    {shown(value, t, language)}
                  </dd>
                ))}
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  );
}

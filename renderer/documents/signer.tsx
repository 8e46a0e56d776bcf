import { Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import type { Signature } from '../../domain/model/index.ts';
import { useT } from '../i18n.ts';
import styles from './documents.module.css';
import { SignaturePad } from './signature-pad.tsx';
import { type Strokes, signatureOf } from './strokes.ts';

export interface SignerState {
  readonly name: string;
  readonly way: 'draw' | 'type';
  readonly strokes: Strokes;
  readonly consent: boolean;
}
export const emptySigner = (name: string): SignerState => ({ name, way: 'draw', strokes: [], consent: false });

/** The signature as the document takes it; null while it is not whole. */
export function signedBy({ name, way, strokes, consent }: SignerState): { name: string; drawn: Signature | null } | null {
  if (name.trim() === '') return null;
  if (way === 'type') return consent ? { name: name.trim(), drawn: null } : null;
  const drawn = signatureOf(strokes);
  return drawn === null ? null : { name: name.trim(), drawn };
}

/** One field of the paper: who signs, and the signature, drawn or (by keyboard alone) typed with consent. */
export function SignerFields(props: {
  readonly label: string;
  /** What the field of the name is called, and what a typed name says; those of a document unless told otherwise. */
  readonly nameLabel?: string;
  readonly consent?: (name: string) => string;
  readonly state: SignerState;
  readonly onChange: (change: Partial<SignerState>) => void;
}) {
  const t = useT();
  const { label, state, onChange } = props;
  return (
    <fieldset className={styles.signer}>
      <legend lang={props.nameLabel === undefined ? 'pl' : undefined}>{label}</legend>
      <TextInput
        size="md"
        required
        label={props.nameLabel ?? t('sign.name')}
        maxLength={200}
        value={state.name}
        // A name that is changed is another one's signature.
        onChange={(event) => onChange({ name: event.currentTarget.value, consent: false })}
      />
      <SegmentedControl
        size="md"
        fullWidth
        aria-label={t('sign.way', { name: label })}
        value={state.way}
        onChange={(way) => onChange({ way: way === 'type' ? 'type' : 'draw' })}
        data={[
          { value: 'draw', label: t('sign.draw') },
          { value: 'type', label: t('sign.type') },
        ]}
      />
      {state.way === 'draw' ? (
        <SignaturePad label={label} strokes={state.strokes} onChange={(strokes) => onChange({ strokes })} />
      ) : (
        <>
          <div className={styles.typed} aria-hidden>
            {state.name.trim()}
          </div>
          <Checkbox
            size="md"
            label={(props.consent ?? ((name) => t('sign.consent', { name })))(state.name.trim() === '' ? '…' : state.name.trim())}
            disabled={state.name.trim() === ''}
            checked={state.consent}
            onChange={(event) => onChange({ consent: event.currentTarget.checked })}
          />
        </>
      )}
    </fieldset>
  );
}

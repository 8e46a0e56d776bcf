import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import type { Person } from '../../domain/model/index.ts';
import { telHref } from '../format.ts';
import { useT } from '../i18n.ts';
import styles from './ui.module.css';

export function Section(props: {
  readonly title: string;
  readonly state?: ReactNode;
  readonly actions?: ReactNode;
  readonly flush?: boolean;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.sectionHead}>
        <div className={styles.sectionTitle}>
          <h2 id={id}>{props.title}</h2>
          {props.state}
        </div>
        {props.actions}
      </div>
      <div className={props.flush ? undefined : styles.sectionBody}>{props.children}</div>
    </section>
  );
}

export const Facts = ({ children }: { readonly children: ReactNode }) => <dl className={styles.facts}>{children}</dl>;

/** @param props.wide for paths and other long values */
export function Fact({
  label,
  wide = false,
  children,
}: {
  readonly label: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  const empty = children === null || children === undefined || children === false || children === '';
  return (
    <div className={styles.fact} data-wide={wide || undefined}>
      <dt>{label}</dt>
      <dd className="num">{empty ? '–' : children}</dd>
    </div>
  );
}

export function Copy({ value, label }: { readonly value: string; readonly label: string }) {
  const t = useT();
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('action.copied') : label} withArrow withinPortal={false}>
          <ActionIcon variant="subtle" size="lg" color="gray" onClick={copy} aria-label={copied ? t('action.copied') : label}>
            {copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** Called by a click, and copied for another telephone. */
export function Phone({ number }: { readonly number: string }) {
  const t = useT();
  if (number === '') return <>–</>;
  return (
    <span className={styles.reach}>
      <a href={telHref(number)}>{number}</a>
      <Copy value={number} label={t('field.copyPhone', { number })} />
    </span>
  );
}

/** Where it has no room on one line, it is broken behind its @. */
export function Mail({ address }: { readonly address: string }) {
  const t = useT();
  if (address === '') return <>–</>;
  const at = address.indexOf('@') + 1;
  return (
    <span className={styles.reach}>
      <a href={`mailto:${address}`}>
        {address.slice(0, at)}
        <wbr />
        {address.slice(at)}
      </a>
      <Copy value={address} label={t('field.copyEmail', { address })} />
    </span>
  );
}

/** A person with the ways to reach them. */
export function Contact({ person }: { readonly person: Person | null }) {
  if (person === null) return <>–</>;
  return (
    <>
      {person.name}
      {person.phone !== '' && <Phone number={person.phone} />}
      {person.email !== '' && <Mail address={person.email} />}
    </>
  );
}

import { Button, Popover } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';

/** A button and what unfolds under it. What it holds may come later; the keyboard goes into it then, and Escape leaves it. */
export function Panel(props: {
  readonly label: string;
  readonly text?: string;
  readonly icon: ReactNode;
  readonly width?: number;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open || event.defaultPrevented) return;
    event.preventDefault();
    setOpen(false);
    button.current?.focus();
  };
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      closeOnEscape={false}
      position="bottom-end"
      withArrow
      shadow="md"
      trapFocus
      middlewares={{ size: true, shift: true, flip: true }}
      styles={{ dropdown: { overflowY: 'auto' } }}
      {...(props.width === undefined ? {} : { width: props.width })}
    >
      <Popover.Target>
        <Button
          ref={button}
          variant="default"
          leftSection={props.icon}
          disabled={props.disabled ?? false}
          onClick={() => setOpen((now) => !now)}
          onKeyDown={close}
        >
          {props.text ?? props.label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={props.label} onKeyDown={close}>
        <Suspense>
          <Arrived>{props.children}</Arrived>
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

function Arrived({ children }: { readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input:not(:disabled), button:not(:disabled)')?.focus({ preventScroll: true });
  }, []);
  return <div ref={box}>{children}</div>;
}

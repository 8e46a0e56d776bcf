import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useKeptFocus } from './kept-focus.ts';
import ui from './ui.module.css';

/** A step that is taken only after a second yes. The keyboard goes with it: to the answer that changes nothing, and back. */
export function AskTwice(props: {
  readonly start: string;
  readonly sure: string;
  readonly no: string;
  /** What cannot be undone. */
  readonly grave?: boolean;
  /** The one thing that leads on here. */
  readonly primary?: boolean;
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly onSure: () => void;
  /** Whether the question stands, for whoever has a button of that weight beside it. */
  readonly onAsking?: (asking: boolean) => void;
  /** How often it was done, where it can be done again: the question then begins anew. */
  readonly times?: number;
  /** Before the first question. */
  readonly about?: ReactNode;
  /** What will happen. */
  readonly children: ReactNode;
}) {
  const { times = 0, onAsking } = props;
  const [asking, setAsking] = useState(false);
  const [seen, setSeen] = useState(times);
  if (seen !== times) {
    setSeen(times);
    setAsking(false);
  }
  const asked = useRef(false);
  const start = useRef<HTMLButtonElement>(null);
  const no = useRef<HTMLButtonElement>(null);
  const sure = useKeptFocus(props.busy);
  useEffect(() => {
    if (asking !== asked.current) (asking ? no : start).current?.focus();
    asked.current = asking;
    onAsking?.(asking);
  }, [asking, onAsking]);
  if (!asking) {
    return (
      <div className={ui.stackTight}>
        {props.about}
        <div className={ui.row}>
          <Button ref={start} variant={props.primary ? 'filled' : 'default'} onClick={() => setAsking(true)}>
            {props.start}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className={ui.stack}>
      {props.children}
      <div className={ui.row}>
        <Button
          ref={sure}
          {...(props.grave ? { color: 'red' } : {})}
          loading={props.busy}
          disabled={props.disabled ?? false}
          onClick={props.onSure}
        >
          {props.sure}
        </Button>
        <Button ref={no} variant="subtle" disabled={props.busy} onClick={() => setAsking(false)}>
          {props.no}
        </Button>
      </div>
    </div>
  );
}

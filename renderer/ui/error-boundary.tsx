import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useT } from '../i18n.ts';
import { Notice } from './states.tsx';
import ui from './ui.module.css';

interface Props {
  /** Another value gives the screen another chance: going elsewhere must work after a crash. */
  readonly place: string;
  readonly children: ReactNode;
}

/** A bug in one screen is shown as one, and leaves the window around it usable. React logs it to the console. */
export class ErrorBoundary extends Component<Props, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override componentDidUpdate(before: Props) {
    if (before.place !== this.props.place && this.state.crashed) this.setState({ crashed: false });
  }

  override render() {
    return this.state.crashed ? <Crashed onRetry={() => this.setState({ crashed: false })} /> : this.props.children;
  }
}

function Crashed({ onRetry }: { readonly onRetry: () => void }) {
  const t = useT();
  return (
    <div className={ui.page}>
      <Notice tone="bad" live>
        <span>{t('error.screen')}</span>
        <div className={ui.row}>
          <Button variant="default" onClick={onRetry}>
            {t('error.retry')}
          </Button>
        </div>
      </Notice>
    </div>
  );
}

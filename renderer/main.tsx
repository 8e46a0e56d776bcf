import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import './styles/tokens.css';
import './styles/global.css';
import { createRoot } from 'react-dom/client';
import { connect } from './api.ts';
import { App } from './app.tsx';
import { guardMarkup } from './markup-guard.ts';

guardMarkup(window as object, import.meta.url);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
createRoot(root).render(<App connection={connect(window)} nonce={nonce} />);

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { begin, SessionProvider } from './session/session.tsx';
import { LanguageProvider } from './words/language.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root element');

const begun = begin();
createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <SessionProvider begun={begun}>
        <App />
      </SessionProvider>
    </LanguageProvider>
  </StrictMode>,
);

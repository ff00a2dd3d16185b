import { createHash } from 'node:crypto';
import type { Persona } from './personas.ts';

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; padding: 0 1rem; }
  form { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); }
  button { font: inherit; text-align: left; padding: .6rem .8rem; border: 1px solid #767676; border-radius: .3rem; background: #fff; color: #111; cursor: pointer; }
  button:hover, button:focus-visible { border-color: #0b57d0; outline: 2px solid #0b57d0; }
  button span { display: block; color: #555; font-size: .9rem; }
`;

/** No script and nothing from elsewhere; a form may lead back to a client on loopback alone. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "form-action 'self' http://127.0.0.1:* http://localhost:*",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;

/** Whom to sign in as: a button a persona. */
export const personaPage = (personas: readonly Persona[]): string =>
  page(
    'Sign in to the demonstration',
    `<p>These colleagues are synthetic, and so is all data. Choose one; there is no password.</p>
<form method="post">${personas
      .map(
        ({ id, name, roles, team }) =>
          `<button name="persona" value="${escapeHtml(id)}">${escapeHtml(name)}<span>${escapeHtml(roles.join(', '))} · team ${escapeHtml(team)}</span></button>`,
      )
      .join('\n')}</form>`,
  );

export const errorPage = (error: string, description: string | undefined): string =>
  page(
    'Sign-in failed',
    `<p>${escapeHtml(description ?? 'The request cannot be answered.')}</p><p>Code: <code>${escapeHtml(error)}</code></p>`,
  );

/** `form` is the library's own hidden form; its buttons name it. */
export const signOutPage = (form: string): string =>
  page(
    'Sign out?',
    `${form}<p><button form="op.logoutForm" value="yes" name="logout">Sign out</button> <button form="op.logoutForm">Stay signed in</button></p>`,
  );

export const signedOutPage = (): string => page('Signed out', '<p>You can close this page.</p>');

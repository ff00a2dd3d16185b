import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { toAppError } from '../../lib/errors/appError.ts';
import { readBody, sendJson, type Handler } from '../../lib/httpServer.ts';
import { errorFields, type Log } from '../../lib/log.ts';
import { errorPage, pageHeaders, personaPage } from './pages.ts';
import { personaById, personas } from './personas.ts';

const formBytesMax = 4_096;

/** Everything that the issuer answers: health, the persona page, and the protocol itself. */
export function createIssuerHandler(provider: Provider, log: Log): Handler {
  const protocol = provider.callback();
  return async (request, response) => {
    try {
      const { pathname } = new URL(request.url ?? '/', 'http://issuer.invalid');
      if (pathname.startsWith('/health/')) {
        sendJson(response, 200, { status: 'ok' });
      } else if (/^\/interaction\/[\w-]+$/.test(pathname)) {
        await answerInteraction(provider, request, response);
      } else {
        await protocol(request, response);
      }
    } catch (error) {
      log.warn('issuer.request.failed', errorFields(error));
      if (response.headersSent) response.destroy();
      else sendJson(response, toAppError(error).status, { error: 'server_error' });
    }
  };
}

async function answerInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!(await isPending(provider, request, response))) {
    sendPage(response, 400, errorPage('expired', 'This sign-in has expired; start it again.'));
    return;
  }
  if (request.method !== 'POST') {
    sendPage(response, 200, personaPage(personas));
    return;
  }
  const form = new URLSearchParams((await readBody(request, formBytesMax)).toString('utf8'));
  const persona = personaById(form.get('persona') ?? '');
  if (persona === undefined) {
    sendPage(response, 400, errorPage('invalid_request', 'There is no such persona.'));
    return;
  }
  await provider.interactionFinished(
    request,
    response,
    { login: { accountId: persona.id, remember: false } },
    { mergeWithLastSubmission: false },
  );
}

/** The library finds the sign-in by a cookie that belongs to this page's path alone. */
async function isPending(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  try {
    await provider.interactionDetails(request, response);
    return true;
  } catch {
    return false;
  }
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { ...pageHeaders, 'content-length': Buffer.byteLength(html) });
  response.end(html);
}

import { z } from 'zod';
import { AppError } from '../../lib/errors/appError.ts';
import { equalBytes, sha256Hex } from '../../lib/hash.ts';
import { readBody } from '../../lib/httpServer.ts';
import type { Registration } from '../documents/register.ts';
import type { Route } from './handler.ts';

const Body = z.object({ text: z.string() });

/** `POST /dev/documents`: for the command line of the machine that runs the development gateway. */
export function documentRegistration(
  controlToken: string,
  bytesMax: number,
  register: (text: string) => Promise<Registration>,
): Route {
  return async (request) => {
    try {
      if (request.method !== 'POST') throw new AppError('METHOD_NOT_ALLOWED');
      if (!holds(request.headers.authorization, controlToken))
        throw new AppError('UNAUTHENTICATED');
      const registration = await register(parseText(await readBody(request, bytesMax)));
      return { status: registration.violations.length === 0 ? 200 : 400, body: registration };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, message, status } = error;
      return { status, body: { errors: [{ message, extensions: { code } }] } };
    }
  };
}

/** Compares hashes, so that neither the length nor a prefix of the token shows in the time taken. */
const holds = (authorization: string | undefined, token: string): boolean =>
  equalBytes(
    Buffer.from(sha256Hex(authorization ?? '')),
    Buffer.from(sha256Hex(`Bearer ${token}`)),
  );

function parseText(body: Buffer): string {
  try {
    const parsed = Body.safeParse(JSON.parse(body.toString('utf8')));
    if (parsed.success) return parsed.data.text;
  } catch (cause) {
    throw new AppError('BAD_JSON', { cause });
  }
  throw new AppError('BAD_REQUEST');
}

import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { BearerVerifier } from '../../lib/bearer.ts';
import { AppError } from '../../lib/errors/appError.ts';
import { readBody } from '../../lib/httpServer.ts';
import { InvalidDocument } from '../documents/limits.ts';
import type { Registration } from '../documents/register.ts';
import type { Route, RouteAnswer } from '../http/handler.ts';
import { explainText, type ExplainContext } from './explainText.ts';
import { screenText, ScreenWish } from './screenText.ts';

/** Keeps the text of a new screen; false where there is one of that name, which stays as it is. */
export type KeepScreen = (file: string, text: string) => boolean;

export interface ExplorerDoors extends ExplainContext {
  readonly bearer: BearerVerifier;
  readonly bodyBytesMax: number;
  readonly register: (text: string) => Promise<Registration>;
  readonly keepScreen: KeepScreen;
}

const Question = z.strictObject({
  query: z.string().min(1),
  operationName: z.string().optional(),
});

/**
 * What the explorer asks beside the graph, in development mode alone: the plan of a text, and to keep
 * it as a screen. Both want a caller's token in a header, which no other page can send along.
 */
export const explorerDoors = (doors: ExplorerDoors): Readonly<Record<string, Route>> => ({
  '/graphiql/plan': door(doors, Question, async ({ query, operationName }) => ({
    status: 200,
    body: await explainText(doors, query, operationName),
  })),
  '/graphiql/screens': door(doors, ScreenWish, (wish) => keep(doors, wish)),
});

async function keep(
  { register, keepScreen }: ExplorerDoors,
  wish: ScreenWish,
): Promise<RouteAnswer> {
  const text = screenText(wish);
  const registration = await register(text);
  if (registration.violations.length > 0) return { status: 400, body: registration };
  const file = `${registration.name ?? ''}.graphql`;
  if (keepScreen(file, text)) return { status: 200, body: { ...registration, file, text } };
  const message = 'there is a screen of this name already';
  return {
    status: 409,
    body: { violations: [{ coordinate: file, message, allowedFor: [] }] },
  };
}

function door<Shape extends z.ZodType>(
  { bearer, bodyBytesMax }: ExplorerDoors,
  shape: Shape,
  answer: (given: z.output<Shape>) => Promise<RouteAnswer>,
): Route {
  return async (request) => {
    try {
      if (request.method !== 'POST') throw new AppError('METHOD_NOT_ALLOWED');
      await bearer.verify(request.headers.authorization);
      return await answer(await bodyOf(request, bodyBytesMax, shape));
    } catch (error) {
      if (error instanceof InvalidDocument) return invalid(error);
      if (error instanceof GraphQLError) return invalid();
      if (!(error instanceof AppError)) throw error;
      const { code, message, status } = error;
      return { status, body: { errors: [{ message, extensions: { code } }] } };
    }
  };
}

/** The text is the developer's own, who is told where it fails. */
function invalid(error?: InvalidDocument): RouteAnswer {
  const { code, message, status } = error ?? new AppError('DOCUMENT_INVALID');
  const locations = error === undefined ? {} : { locations: error.locations };
  return { status, body: { errors: [{ message, ...locations, extensions: { code } }] } };
}

async function bodyOf<Shape extends z.ZodType>(
  request: IncomingMessage,
  bytesMax: number,
  shape: Shape,
): Promise<z.output<Shape>> {
  const bytes = await readBody(request, bytesMax);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new AppError('BAD_JSON', { cause });
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) throw new AppError('BAD_REQUEST');
  return parsed.data;
}

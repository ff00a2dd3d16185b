import type { GraphQLSchema } from 'graphql';
import type { PolicyLock } from '../../policies/lock.ts';
import { parseScreen, ScreenError } from '../../policies/screen.ts';
import type { DocumentLimits } from '../bounds.ts';
import { checkScreen, type ScreenViolation } from './checkScreen.ts';
import { InvalidDocument } from './limits.ts';
import { parseBounded, validateDocument } from './parseText.ts';
import type { Registry } from './registry.ts';
import { servedScreen } from './servedDocument.ts';

/** What became of a text that a developer saved. */
export interface Registration {
  readonly name?: string;
  readonly documentId?: string;
  readonly violations: readonly ScreenViolation[];
}

export interface RegisterContext {
  readonly lock: PolicyLock;
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  readonly registry: Registry;
  readonly defaultRegion: string;
}

/**
 * Checks a saved screen against the published policy, plans it, and answers it from now on.
 * Development mode alone: elsewhere a screen is registered by publishing the policy.
 */
export async function registerText(context: RegisterContext, text: string): Promise<Registration> {
  const { lock, schema, registry } = context;
  try {
    parseBounded(text, context.limits);
    const screen = parseScreen(text);
    validateDocument(schema, screen.document);
    const violations = checkScreen(lock, schema, screen);
    if (violations.length > 0) return { name: screen.name, violations };
    const served = servedScreen(lock, schema, screen);
    await registry.compiled(served, { roles: served.roles, region: context.defaultRegion });
    registry.add(served);
    return { name: screen.name, documentId: `sha256:${screen.hash}`, violations };
  } catch (error) {
    return { violations: violationsOf(error, text) };
  }
}

/** The author of a screen is told what is wrong where: it is his own text, on his own machine. */
function violationsOf(error: unknown, text: string): readonly ScreenViolation[] {
  const at = (coordinate: string, message: string) => ({ coordinate, message, allowedFor: [] });
  if (error instanceof ScreenError) return [at(`line ${String(error.line)}`, error.message)];
  if (error instanceof InvalidDocument) {
    return error.locations.map(({ line, column }) => {
      const word = wordAt(text, line, column);
      return at(`line ${String(line)}:${String(column)} ${word}`.trimEnd(), error.message);
    });
  }
  throw error;
}

/** The name that stands there; what else may stand there tells nothing. */
const wordAt = (text: string, line: number, column: number): string =>
  /^\w+/.exec((text.split(/\r\n|\n|\r/)[line - 1] ?? '').slice(column - 1))?.[0] ?? '';

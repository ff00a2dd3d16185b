import { AppError } from '../../lib/errors/appError.ts';
import type { Reading, StoreError } from '../execute/executor.ts';
import type { SourceTemplate } from './compiledAnswer.ts';
import type { Projection } from './project.ts';

export interface PublicError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface AnswerBody {
  readonly data?: unknown;
  readonly errors?: readonly PublicError[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** One entry a leaf path: where its value comes from, and whether it was fetched. */
export interface SourceEntry extends SourceTemplate {
  readonly fetched: boolean;
  readonly readAt: string | null;
  /** Stands where a reference was read from the store that holds it, not from the key's origin. */
  readonly answeredBy?: string;
}

export function sourceEntries(
  templates: readonly SourceTemplate[],
  answered: ReadonlyMap<string, Reading>,
): readonly SourceEntry[] {
  return templates.map((template) => {
    const reading = template.form === 'deny' ? undefined : answered.get(template.path);
    if (reading === undefined) return { ...template, fetched: false, readAt: null };
    const elsewhere = reading.store !== template.store && template.store !== 'shared';
    return {
      ...template,
      fetched: true,
      readAt: reading.readAt ?? null,
      ...(elsewhere ? { answeredBy: reading.store } : {}),
    };
  });
}

export const publicError = (error: AppError): PublicError => ({
  message: error.message,
  extensions: { code: error.code },
});

const fieldError = ({ path, code }: StoreError): PublicError => ({
  message: new AppError(code).message,
  path,
  extensions: { code },
});

/** The body of an answer with data (wire.md, "Answer"). */
export function answerBody(
  projection: Projection,
  entryId: string,
  sources: readonly SourceEntry[] | undefined,
): AnswerBody {
  return {
    data: projection.data,
    ...(projection.errors.length === 0 ? {} : { errors: projection.errors.map(fieldError) }),
    extensions: {
      entryId,
      withheld: projection.withheld,
      ...(sources === undefined ? {} : { sources }),
    },
  };
}

/** The body of a refusal. */
export const refusalBody = (errors: readonly PublicError[], entryId: string): AnswerBody => ({
  errors,
  extensions: { entryId },
});

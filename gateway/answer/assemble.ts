import { AppError } from '../../lib/errors/appError.ts';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import type { LogFields } from '../../lib/log.ts';
import type { Outcome } from '../execute/compiled/execution.ts';
import type { AnswerError } from '../execute/compiled/gaps.ts';
import type { Reading } from '../execute/compiled/gather.ts';
import { withheldJson, type AnswerTemplate, type SourceTemplate } from './compiledAnswer.ts';

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
    const elsewhere = reading.subgraph !== template.store && template.store !== 'shared';
    return {
      ...template,
      fetched: true,
      readAt: reading.readAt ?? null,
      ...(elsewhere ? { answeredBy: reading.subgraph } : {}),
    };
  });
}

export const publicError = (error: AppError): PublicError => ({
  message: error.message,
  extensions: { code: error.code },
});

/** An answer whose JSON text is written already. */
export interface AnswerText {
  readonly text: string;
  /** Entries of `errors`. */
  readonly errorCount: number;
  /** For the log: which screen was answered, for whom. */
  readonly about?: LogFields;
  /** True where it holds no value of a person or party, so that its length may be seen. */
  readonly businessOnly: boolean;
}

const fieldError = ({ path, code }: AnswerError): PublicError => ({
  message: new AppError(code).message,
  ...(path === undefined ? {} : { path }),
  extensions: { code },
});

interface Asked {
  readonly entryId: string;
  readonly wantsSources: boolean;
}

/** The text of an answer with data (wire.md, "Answer"). */
export function answerText(
  { data, errors, notes, answered }: Outcome,
  template: AnswerTemplate,
  { entryId, wantsSources }: Asked,
): AnswerText {
  const said = errors.length === 0 ? '' : `,"errors":${JSON.stringify(errors.map(fieldError))}`;
  const sources = wantsSources
    ? `,"sources":${JSON.stringify(sourceEntries(template.sources, answered()))}`
    : '';
  const withheld = withheldText(template, notes);
  const extensions = `{"entryId":"${entryId}","withheld":${withheld}${sources}}`;
  return {
    text: `{"data":${data}${said},"extensions":${extensions}}`,
    errorCount: errors.length,
    businessOnly: template.businessOnly,
  };
}

/** One entry a path: what the mask withheld first, then what the answer showed, in its order. */
function withheldText(
  { withheld, withheldText: known }: AnswerTemplate,
  notes: Outcome['notes'],
): string {
  if (notes.size === 0) return known;
  const codes = new Map<string, ErrorCode>(withheld.map(({ path, code }) => [path, code]));
  for (const [path, code] of notes) if (!codes.has(path)) codes.set(path, code);
  return withheldJson([...codes].map(([path, code]) => ({ path, code })));
}

/** The body of a refusal. */
export const refusalBody = (errors: readonly PublicError[], entryId: string): AnswerBody => ({
  errors,
  extensions: { entryId },
});

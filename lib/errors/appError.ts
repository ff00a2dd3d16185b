import { catalogue, type ErrorCode } from './catalogue.ts';

export interface AppErrorOptions {
  /** For the log alone: opaque ids, names and counts; never a personal value. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  /** A public addition to the sentence: names of fields and variables, never their values. */
  readonly subject?: string;
}

/** An expected refusal: a permanent code for programs, a public sentence for people. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const sentence = catalogue[code].en;
    super(options.subject === undefined ? sentence : `${sentence} (${options.subject})`, {
      cause: options.cause,
    });
    this.code = code;
    this.details = options.details ?? {};
  }

  get status(): number {
    return catalogue[this.code].status;
  }
}

/** What a caller may see of any failure: the unplanned becomes `INTERNAL`. */
export const toAppError = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError('INTERNAL', { cause: error });

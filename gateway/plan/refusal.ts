import { AppError } from '../../lib/errors/appError.ts';

/** The plan needs what execution does not have yet. Refused before anything is asked of a store. */
export const notSupported = (what: string): AppError =>
  new AppError('NOT_SUPPORTED', { details: { plan: what }, subject: what });

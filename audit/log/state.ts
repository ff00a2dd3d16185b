/** Why the log does not go on by itself: a person has to look. The message is for people. */
export class LogRefused extends Error {
  override readonly name = 'LogRefused';
}

/** Another process sequences: this one's view of the log is old. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

export type LogPhase = 'waiting' | 'checking' | 'sequencing' | 'refused';

/** What health says of the log. */
export interface LogHealth {
  /** `waiting`: another process sequences, or the database is away. */
  readonly state: LogPhase;
  /** Why it was refused. */
  readonly reason: string | null;
  /** Entries in their place. */
  readonly size: number;
  /** Size of the newest checkpoint in the folder. */
  readonly published: number;
  /** Witnesses that cosigned it. */
  readonly cosigned: number;
  /** Why the folder cannot be written at the moment: the system's word. */
  readonly blocked: string | null;
  /** Why the second copy cannot be written at the moment. */
  readonly copyBlocked: string | null;
  /** Entries that could not be part of the log, since this process sequences. */
  readonly refusedEntries: number;
}

export type MutableLogHealth = { -readonly [Member in keyof LogHealth]: LogHealth[Member] };

export const initialHealth = (): MutableLogHealth => ({
  ...{ state: 'waiting', reason: null, size: 0, published: 0, cosigned: 0 },
  ...{ blocked: null, copyBlocked: null, refusedEntries: 0 },
});

/** The system's word for a failure (`ENOSPC`, `57P01`), else its kind. */
export const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown';
};

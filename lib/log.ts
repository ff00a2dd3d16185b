import { pino } from 'pino';

/** Ids, names, counts and durations only: never a personal value, a token or a variable. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
}

export interface LogStream {
  readonly write: (line: string) => unknown;
}

/** JSON lines `{time, level, process, event, …}`, on standard output unless another stream is given. */
export function createLog(processName: string, stream?: LogStream): Log {
  const options = {
    base: { process: processName },
    messageKey: 'event',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = stream === undefined ? pino(options) : pino(options, stream);
  return {
    info: (event, fields = {}) => {
      logger.info(fields, event);
    },
    warn: (event, fields = {}) => {
      logger.warn(fields, event);
    },
    error: (event, fields = {}) => {
      logger.error(fields, event);
    },
  };
}

/** A whole write of this size reaches a pipe in one piece, whoever else writes to it (POSIX, PIPE_BUF). */
const pieceBytes = 4_096;
/** What one process may write at once that has the output to itself. */
const ownBytes = 65_536;

/**
 * Standard output that gathers lines and writes them beside the event loop, for a process that logs
 * each request. They are at most 100 ms late; what is left is written when the process exits.
 * `isShared`: other processes write there too, so each write is small enough to stay in one piece.
 */
export const gatheredOutput = ({ isShared = false } = {}): LogStream =>
  pino.destination({
    ...{ dest: 1, sync: false, periodicFlush: 100 },
    ...(isShared
      ? { minLength: pieceBytes - 1, maxWrite: pieceBytes }
      : { minLength: ownBytes / 4, maxWrite: ownBytes }),
  });

/** What a log may say of an error of any kind: its name, its code and where it was thrown. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = (error as { code?: unknown }).code;
  return {
    error: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    at: error.stack
      ?.split('\n')
      .find((line) => line.trimStart().startsWith('at '))
      ?.trim(),
    ...(error.cause instanceof Error ? { cause: errorFields(error.cause) } : {}),
  };
}

/**
 * Ends a process on what nobody caught, with a line that says where: the default would print the
 * error's message, which may quote a value.
 */
export function endOnCrash(host: Pick<NodeJS.Process, 'on' | 'exit'>, log: Log): void {
  host.on('uncaughtException', (error: unknown) => {
    log.error('crashed', errorFields(error));
    host.exit(1);
  });
}

export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

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

/**
 * JSON lines `{level, time, process, …, event}`, on standard output unless another stream is given. The
 * line is put together here: a process that logs each request does little that costs more.
 */
export function createLog(processName: string, stream?: LogStream): Log {
  const output = stream ?? pino.destination({ dest: 1, sync: true });
  const time = isoTimes();
  const levelled = (level: string): Log['info'] => {
    const start = `{"level":"${level}","time":"`;
    const name = `","process":${JSON.stringify(processName)}`;
    return (event, fields) => {
      const members = fields === undefined ? '' : membersOf(fields);
      output.write(`${start}${time()}${name}${members},"event":${JSON.stringify(event)}}\n`);
    };
  };
  return { info: levelled('info'), warn: levelled('warn'), error: levelled('error') };
}

/** What can't be written must not keep the line from being written. */
function membersOf(fields: LogFields): string {
  try {
    const text = JSON.stringify(fields);
    return text.length > 2 ? `,${text.slice(1, -1)}` : '';
  } catch {
    return ',"unwritable":true';
  }
}

/** The time now, written once a millisecond. */
function isoTimes(): () => string {
  let at = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== at) {
      at = now;
      text = new Date(now).toISOString();
    }
    return text;
  };
}

/** A whole write of this size reaches a pipe in one piece, whoever else writes to it (POSIX, PIPE_BUF). */
const pieceBytes = 4_096;
/** What one process may write at once that has the output to itself. */
const ownBytes = 65_536;

/** How late a line may be written. */
const lateMs = 100;

/**
 * Standard output that gathers lines and writes them beside the event loop, for a process that logs
 * each request. They are at most 100 ms late; what is left is written when the process exits. Lines are
 * gathered before the destination has them: it measures all that it holds with each write.
 * `isShared`: other processes write there too, so each write is small enough to stay in one piece.
 */
export function gatheredOutput({ isShared = false } = {}): LogStream {
  const destination = pino.destination({
    ...{ dest: 1, sync: false },
    ...(isShared
      ? { minLength: pieceBytes - 1, maxWrite: pieceBytes }
      : { minLength: ownBytes / 4, maxWrite: ownBytes }),
  });
  const gatheredMax = isShared ? pieceBytes : ownBytes / 4;
  let gathered = '';
  let bytes = 0;
  const handOver = (): void => {
    if (bytes > 0) destination.write(gathered);
    gathered = '';
    bytes = 0;
  };
  setInterval(() => {
    handOver();
    destination.flush();
  }, lateMs).unref();
  process.on('exit', () => {
    handOver();
    destination.flushSync();
  });
  return {
    write: (line) => {
      const length = Buffer.byteLength(line);
      if (bytes + length > gatheredMax) handOver();
      gathered += line;
      bytes += length;
    },
  };
}

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

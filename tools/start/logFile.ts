import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { z } from 'zod';

export interface LogFile {
  readonly write: (chunk: Buffer) => void;
  readonly close: () => void;
}

export interface LogFileOptions {
  readonly path: string;
  /** A file that reaches this size becomes `<path>.1`; of those, `keep` stay. */
  readonly bytesMax: number;
  readonly keep: number;
}

/** Appends whole lines, and turns the file over at line ends alone. */
export function openLogFile(options: LogFileOptions): LogFile {
  let file = openSync(options.path, 'a', 0o600);
  let size = fstatSync(file).size;
  let rest = Buffer.alloc(0);
  let closed = false;
  const append = (bytes: Buffer): void => {
    if (size > 0 && size + bytes.length > options.bytesMax) {
      closeSync(file);
      turnOver(options);
      file = openSync(options.path, 'a', 0o600);
      size = 0;
    }
    writeSync(file, bytes);
    size += bytes.length;
  };
  return {
    write: (chunk) => {
      // A process that was killed can leave words in the pipe which come after its end.
      if (closed) return;
      const bytes = Buffer.concat([rest, chunk]);
      // A line without an end may not grow for ever either.
      const end = bytes.length > options.bytesMax ? bytes.length : bytes.lastIndexOf(0x0a) + 1;
      if (end > 0) append(bytes.subarray(0, end));
      rest = bytes.subarray(end);
    },
    close: () => {
      if (closed) return;
      closed = true;
      if (rest.length > 0) append(rest);
      closeSync(file);
    },
  };
}

function turnOver({ path, keep }: LogFileOptions): void {
  for (let number = keep; number >= 1; number -= 1) {
    const from = number === 1 ? path : `${path}.${String(number - 1)}`;
    if (existsSync(from)) renameSync(from, `${path}.${String(number)}`);
  }
}

const StandardError = z.object({ event: z.literal('process.stderr'), text: z.string() });

/**
 * The end of a log, for the person whose start failed: its words on standard error where it had
 * any, else its last entries.
 */
export function lastLines(path: string, count: number): readonly string[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .slice(-count);
  const words = lines.flatMap((line) => {
    const text = standardError(line);
    return text === undefined ? [] : [text];
  });
  return words.length > 0 ? words : lines.slice(-entriesMax);
}

const entriesMax = 10;

function standardError(line: string): string | undefined {
  try {
    return StandardError.safeParse(JSON.parse(line)).data?.text;
  } catch {
    return undefined;
  }
}

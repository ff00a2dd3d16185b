import { parseCheckpoint, type CheckpointNote } from '../../audit/verify/core/note.ts';
import { ReferentError } from '../../client/referentClient.ts';
import { offline } from '../data/useScreen.ts';
import { coveredPaths, isBehind, wholeFileOf } from './files.ts';

/** The audit log as the gateway hands it out, up to one checkpoint. */
export interface RemoteLog {
  readonly note: CheckpointNote;
  readonly checkpoint: Uint8Array;
  /** Undefined where there is no such file. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
}

export interface RemoteInput {
  readonly token: string;
  readonly signal: AbortSignal;
}

/** Undefined before the first checkpoint. */
export async function openRemoteLog(input: RemoteInput): Promise<RemoteLog | undefined> {
  const checkpoint = await fetchFile(input, 'checkpoint');
  const note = checkpoint === undefined ? undefined : parseCheckpoint(checkpoint);
  if (checkpoint === undefined || note === undefined) return undefined;
  const kept = new Map<string, Promise<Uint8Array | undefined>>();
  kept.set('checkpoint', Promise.resolve(checkpoint));
  return {
    note,
    checkpoint,
    read: (path) => {
      const known = kept.get(path) ?? readFile(input, path);
      kept.set(path, known);
      return known;
    },
  };
}

async function readFile(input: RemoteInput, path: string): Promise<Uint8Array | undefined> {
  const bytes = await fetchFile(input, path);
  const whole = bytes === undefined ? wholeFileOf(path) : undefined;
  if (whole === undefined) return bytes;
  const all = await fetchFile(input, whole.path);
  return all === undefined ? undefined : whole.cut(all);
}

/** What the log hands out now: never what a cache remembers. */
async function fetchFile(
  { token, signal }: RemoteInput,
  path: string,
): Promise<Uint8Array | undefined> {
  const answer = await fetch(`/log/${path}`, {
    headers: { authorization: `Bearer ${token}` },
    cache: 'no-store',
    signal,
  }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new ReferentError(offline, 0, '');
  });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw await refusalOf(answer);
  return new Uint8Array(await answer.arrayBuffer());
}

async function refusalOf(answer: Response): Promise<ReferentError> {
  const body = (await answer.json().catch(() => undefined)) as
    | { readonly errors?: readonly { message?: string; extensions?: { code?: string } }[] }
    | undefined;
  const [error] = body?.errors ?? [];
  const code = error?.extensions?.code ?? 'ANSWER_INVALID';
  return new ReferentError(code, answer.status, error?.message ?? String(answer.status));
}

/** More is work for the command line, which doesn't hold a log in memory. */
export const entriesMax = 200_000;

/** Every file that belongs to the log at its checkpoint. */
export async function downloadLog(
  log: RemoteLog,
  report: (files: number, of: number) => void,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { size } = log.note;
  const listed = (await listFiles(log)).filter((path) => !isBehind(path, size));
  const paths = ['checkpoint', ...coveredPaths(size), ...listed];
  const files = new Map<string, Uint8Array>();
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      const bytes = await log.read(path);
      if (bytes !== undefined) files.set(path, bytes);
      done += 1;
      report(done, paths.length);
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return new Map([...files].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Checkpoints, receipts and locks, which no size tells; a thousand paths a page. */
async function listFiles(log: RemoteLog): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const kind of ['checkpoints', 'locks', 'receipts']) {
    let after = '0';
    for (;;) {
      const page = await log.read(`index/${kind}/${after}`);
      const lines = new TextDecoder().decode(page).split('\n').slice(0, -1);
      paths.push(...lines.map((line) => line.slice(line.indexOf(' ') + 1)));
      const [last = ''] = lines.at(-1)?.split(' ') ?? [];
      if (last === '') break;
      after = last;
    }
  }
  return paths;
}

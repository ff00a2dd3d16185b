/**
 * A small client for front-end teams: sends a registered screen or command by its id, and answers
 * what was withheld and where each value comes from. No framework, no dependency.
 */

/** A screen or command with the types of its variables and data; generated, never written by hand. */
export interface RegisteredDocument<Data, Variables> {
  readonly name: string;
  /** `sha256:<hex>` of the registered file's bytes. */
  readonly documentId: string;
  readonly kind: 'screen' | 'command';
  readonly purpose: string;
  /** Who may ask it: a page can offer it to them alone. The gateway decides all the same. */
  readonly roles: readonly string[];
  /** Carries the types alone; never set. */
  readonly types?: (variables: Variables) => Data;
}

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

/** `path` has `*` in place of list positions. */
export interface Withheld {
  readonly path: string;
  readonly code: string;
}

export interface SourceMark {
  readonly path: string;
  readonly coordinate: string;
  readonly store: string;
  readonly source: string;
  readonly guarantee: string;
  readonly fetched: boolean;
  readonly form: string;
  readonly readAt: string | null;
}

/** A place in the answer: `customer.contacts.edges.0.node`, or its parts. */
export type AnswerPath = string | readonly (string | number)[];

export interface Answer<Data> {
  readonly data: Data | null;
  readonly errors: readonly AnswerError[];
  /** Names the log entry of this request; quote it when you ask the data-protection office. */
  readonly entryId: string | undefined;
  /** Of every leaf of the document, read or not; empty without `sources: true`. */
  readonly sources: readonly SourceMark[];
  /** Why the value at a path is not shown, or undefined where it is. A withheld parent withholds its parts. */
  readonly withheldAt: (path: AnswerPath) => Withheld | undefined;
  /** Where the value at a path comes from; needs `sources: true`. */
  readonly sourceOf: (path: AnswerPath) => SourceMark | undefined;
}

/** The request itself was refused, or nothing usable came back. */
export class ReferentError extends Error {
  override readonly name = 'ReferentError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export interface ClientOptions {
  /** Address of the gateway, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  /** The caller's access token; asked anew for each request, so that it can be renewed. */
  readonly token: () => string | Promise<string>;
  readonly fetch?: typeof globalThis.fetch;
}

export interface RunOptions {
  /** Ask for the source of each value. */
  readonly sources?: boolean;
  readonly signal?: AbortSignal;
}

export interface ReferentClient {
  readonly run: <Data, Variables extends object>(
    document: RegisteredDocument<Data, Variables>,
    variables: Variables,
    options?: RunOptions,
  ) => Promise<Answer<Data>>;
}

interface WireAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly AnswerError[];
  readonly extensions?: {
    readonly entryId?: string;
    readonly withheld?: readonly Withheld[];
    readonly sources?: readonly SourceMark[];
  };
}

export function createReferentClient(options: ClientOptions): ReferentClient {
  const send = options.fetch ?? globalThis.fetch;
  return {
    run: async (document, variables, { sources = false, signal } = {}) => {
      const response = await send(`${options.url.replace(/\/$/, '')}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json',
          authorization: `Bearer ${await options.token()}`,
          ...(sources ? { 'referent-sources': '1' } : {}),
        },
        body: JSON.stringify({ documentId: document.documentId, variables }),
        ...(signal === undefined ? {} : { signal }),
      });
      return readAnswer(response);
    },
  };
}

async function readAnswer<Data>(response: Response): Promise<Answer<Data>> {
  const body = (await response.json().catch(() => undefined)) as WireAnswer<Data> | undefined;
  if (body === undefined || typeof body !== 'object') {
    throw new ReferentError('ANSWER_INVALID', response.status, 'The answer could not be read.');
  }
  if (body.data === undefined) {
    const [first] = body.errors ?? [];
    const code = first?.extensions?.code ?? 'ANSWER_INVALID';
    throw new ReferentError(code, response.status, first?.message ?? 'The request was refused.');
  }
  return answerOf(body.data, body);
}

function answerOf<Data>(data: Data | null, body: WireAnswer<Data>): Answer<Data> {
  const withheld = new Map((body.extensions?.withheld ?? []).map((entry) => [entry.path, entry]));
  const sources = new Map((body.extensions?.sources ?? []).map((mark) => [mark.path, mark]));
  return {
    data,
    errors: body.errors ?? [],
    entryId: body.extensions?.entryId,
    sources: [...sources.values()],
    withheldAt: (path) => {
      const parts = patternOf(path);
      for (let length = parts.length; length > 0; length -= 1) {
        const found = withheld.get(parts.slice(0, length).join('.'));
        if (found !== undefined) return found;
      }
      return undefined;
    },
    sourceOf: (path) => sources.get(patternOf(path).join('.')),
  };
}

/** List positions become `*`, as in the answer's extensions. */
function patternOf(path: AnswerPath): string[] {
  const parts = typeof path === 'string' ? path.split('.') : path.map(String);
  return parts.map((part) => (/^\d+$/.test(part) ? '*' : part));
}

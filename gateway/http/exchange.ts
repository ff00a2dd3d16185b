import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnswerBody, AnswerText } from '../answer/assemble.ts';

/** What came with one request besides its body. */
export interface RequestContext {
  /** Also the id of the answer's entry. */
  readonly requestId: string;
  readonly authorization: string | undefined;
  readonly wantsSources: boolean;
  /** A header by its name in lower case; undefined where it is missing or repeated. */
  readonly header: (name: string) => string | undefined;
  /** Aborts when the client goes away; made when it is first asked for. */
  readonly signal: AbortSignal;
}

/** An object that becomes JSON, or its text. */
export type Answer = AnswerBody | AnswerText;

export const isAnswerText = (answer: Answer): answer is AnswerText => 'text' in answer;

/** One request's own facts. Most requests end before anybody asks for the signal. */
export class Exchange implements RequestContext {
  readonly requestId: string;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #signal: AbortSignal | undefined;

  constructor(requestId: string, request: IncomingMessage, response: ServerResponse) {
    this.requestId = requestId;
    this.#request = request;
    this.#response = response;
  }

  get authorization(): string | undefined {
    return this.#request.headers.authorization;
  }

  get wantsSources(): boolean {
    return this.#request.headers['referent-sources'] === '1';
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return typeof value === 'string' ? value : undefined;
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#watched();
    return this.#signal;
  }

  /** True where nobody waits for the answer any more. */
  get isGone(): boolean {
    return this.#response.destroyed;
  }

  #watched(): AbortSignal {
    const controller = new AbortController();
    if (this.isGone) controller.abort();
    this.#response.once('close', () => {
      if (!this.#response.writableFinished) controller.abort();
    });
    return controller.signal;
  }
}

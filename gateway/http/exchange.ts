import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AnswerBody, AnswerText } from '../answer/assemble.ts';
import type { Presence } from '../execute/presence.ts';

/** What came with one request besides its body. */
export interface RequestContext {
  /** Also the id of the answer's entry. */
  readonly requestId: string;
  readonly authorization: string | undefined;
  readonly wantsSources: boolean;
  /** All that the client sent, names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** A header by its name in lower case; undefined where it is missing or repeated. */
  readonly header: (name: string) => string | undefined;
  /** Whether the client still waits. */
  readonly client: Presence;
}

/** An object that becomes JSON, or its text. */
export type Answer = AnswerBody | AnswerText;

export const isAnswerText = (answer: Answer): answer is AnswerText => 'text' in answer;

/** One request's own facts. The connection is watched once somebody wants to hear of its end. */
export class Exchange implements RequestContext, Presence {
  readonly requestId: string;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #listeners: Set<() => void> | undefined;

  constructor(requestId: string, request: IncomingMessage, response: ServerResponse) {
    this.requestId = requestId;
    this.#request = request;
    this.#response = response;
  }

  get headers(): IncomingHttpHeaders {
    return this.#request.headers;
  }

  get authorization(): string | undefined {
    return this.headers.authorization;
  }

  get wantsSources(): boolean {
    return this.headers['referent-sources'] === '1';
  }

  header(name: string): string | undefined {
    const value = this.headers[name];
    return typeof value === 'string' ? value : undefined;
  }

  get client(): Presence {
    return this;
  }

  /** True where nobody waits for the answer any more. */
  get isGone(): boolean {
    return this.#response.destroyed;
  }

  onGone(listener: () => void): void {
    this.#listeners ??= this.#watched();
    this.#listeners.add(listener);
  }

  offGone(listener: () => void): void {
    this.#listeners?.delete(listener);
  }

  #watched(): Set<() => void> {
    const listeners = new Set<() => void>();
    this.#response.once('close', () => {
      if (this.#response.writableFinished) return;
      for (const listener of listeners) listener();
    });
    return listeners;
  }
}

import type { DocumentNode } from 'graphql';
import type { Caller } from '../../lib/bearer.ts';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import type { StoreName } from '../../lib/storeName.ts';
import type { Plan } from '../plan/queryPlanner.ts';

/** Who asks what for which purpose, and until when: the same for every sub-request of one request. */
export interface RequestScope {
  readonly requestId: string;
  readonly caller: Caller;
  /** The `authorization` header as it came; only customer-pii is shown it. */
  readonly authorization: string;
  readonly screen: string;
  /** SHA-256 (hex) of the document's bytes. */
  readonly documentHash: string;
  readonly purpose: string;
  /** The caller's roles that the screen and its purpose know. */
  readonly roles: readonly string[];
  readonly subjectsMax: number;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly deadlineAt: number;
}

export interface ExecutionRequest {
  readonly plan: Plan;
  /** The masked document; where a type is abstract, `__typename` is selected. */
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly scope: RequestScope;
}

/** Who answered the fields at a path, and when that store read them. */
export interface Reading {
  readonly store: StoreName;
  readonly readAt: string | undefined;
}

export type ResponsePath = readonly (string | number)[];

/** An error that a store reported for one path of the answer. */
export interface StoreError {
  readonly path: ResponsePath;
  readonly code: ErrorCode;
}

/** What the stores answered. Paths of `answered` and `failed` have `*` for list positions. */
export interface Execution {
  readonly data: Readonly<Record<string, unknown>>;
  readonly answered: ReadonlyMap<string, Reading>;
  /** Paths that a sub-request asked for and that got no answer, with the reason. */
  readonly failed: ReadonlyMap<string, ErrorCode>;
  readonly errors: readonly StoreError[];
}

export interface Executor {
  readonly execute: (request: ExecutionRequest) => Promise<Execution>;
}

import type { Caller } from '../../lib/bearer.ts';
import type { SourceScope } from './source.ts';

/** Who asks what for which purpose, and until when: the same for every sub-request of one request. */
export interface RequestScope extends SourceScope {
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
  /** Id of the response's intent; a random one where the response needs none. */
  readonly intent: string;
}

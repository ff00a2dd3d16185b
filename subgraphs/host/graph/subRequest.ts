import type { Coordinate, Form } from '../../../policies/lock.ts';
import type { AnswerTally } from '../audit/answerTally.ts';
import type { Reads } from '../read/reads.ts';

/** What the resolvers of one sub-request share. */
export interface SubRequest {
  /** Id of the purpose token, for the log. */
  readonly jti: string;
  /** Replaced after each command, so that what follows reads what it wrote. */
  readonly scope: { reads: Reads };
  /** The purpose that the sub-request is made for. */
  readonly purpose: string;
  /** Forms other than `clear`, by coordinate. */
  readonly forms: ReadonlyMap<Coordinate, Form>;
  /** The key of the purpose, where the form `token` is needed. */
  readonly formKey: Uint8Array | undefined;
  /** Counts what the receipt tells; undefined where nothing is asked that counts. */
  readonly tally: AnswerTally | undefined;
  readonly mayRead: (coordinate: Coordinate) => boolean;
  readonly runCommand: (name: string, args: Readonly<Record<string, unknown>>) => Promise<object>;
}

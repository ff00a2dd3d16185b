import type { Caller } from '../../lib/bearer.ts';
import { beginPayload, type PayloadBeginning } from '../../lib/purposeToken.ts';
import type { RequestScope } from './requestScope.ts';

/** What all purpose tokens of a request say alike, written already. */
export type ClaimTexts = (scope: RequestScope) => PayloadBeginning;

/** What a text hangs on besides the caller. Nothing else of a request is kept. */
type Asked = Pick<RequestScope, 'screen' | 'documentHash' | 'purpose' | 'roles' | 'subjectsMax'>;

interface Written extends Asked {
  readonly text: PayloadBeginning;
}

/**
 * Remembers the last text of each caller, for as long as the caller is remembered: people stay with
 * one screen for a while, and a request that asks five stores writes it once.
 */
export function createClaimTexts(epoch: number): ClaimTexts {
  const last = new WeakMap<Caller, Written>();
  return (scope) => {
    const before = last.get(scope.caller);
    if (before !== undefined && asksTheSame(before, scope)) return before.text;
    const { screen, documentHash, purpose, roles, subjectsMax } = scope;
    const text = write(scope, epoch);
    last.set(scope.caller, { screen, documentHash, purpose, roles, subjectsMax, text });
    return text;
  };
}

const asksTheSame = (one: Asked, other: Asked): boolean =>
  one.documentHash === other.documentHash &&
  one.screen === other.screen &&
  one.purpose === other.purpose &&
  one.subjectsMax === other.subjectsMax &&
  one.roles.length === other.roles.length &&
  one.roles.every((role, index) => role === other.roles[index]);

function write(scope: RequestScope, epoch: number): PayloadBeginning {
  const { actor, region, team, demo } = scope.caller;
  return beginPayload({
    iss: 'gateway',
    screen: scope.screen,
    doc: scope.documentHash,
    purpose: scope.purpose,
    actor,
    roles: [...scope.roles],
    region,
    ...(team === undefined ? {} : { team }),
    ...(demo ? { demo: true as const } : {}),
    epoch,
    subjectsMax: scope.subjectsMax,
  });
}

import type { IncomingHttpHeaders } from 'node:http';
import type { BearerVerifier } from '../../../lib/bearer.ts';
import type { Clock } from '../../../lib/clock.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import type { InstallationLock } from '../../../lib/installationLock.ts';
import type { ProcessKeys } from '../../../lib/keys.ts';
import {
  createPurposeVerifier,
  purposeChannel,
  type PurposeClaims,
} from '../../../lib/purposeToken.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import type { InstallationKind } from '../installation.ts';

/** The process that alone may ask stores in a caller's name. */
const gatewayProcess = 'gateway';

export interface AdmissionInput {
  readonly store: StoreName;
  readonly keys: ProcessKeys;
  readonly installation: InstallationLock;
  readonly kind: InstallationKind;
  readonly clock: Clock;
  /** Given where the caller's own token is asked for as well. */
  readonly bearer: BearerVerifier | undefined;
}

/** Admits a sub-request: its purpose token, then what this store asks beyond it (policy.md §5.2). */
export function createAdmission(
  input: AdmissionInput,
): (headers: IncomingHttpHeaders, body: Uint8Array) => Promise<PurposeClaims> {
  const { store, keys, installation, kind, clock, bearer } = input;
  const gateways = installation.processes[gatewayProcess] ?? [];
  const verifier = createPurposeVerifier({
    channels: gateways.map((gateway) => purposeChannel(keys, gateway)),
    issuer: gatewayProcess,
    audience: store,
    clock,
  });
  return async (headers, body) => {
    const claims = verifier.verify(headers.authorization, body);
    if (claims.epoch !== installation.epoch) {
      throw new AppError('EPOCH_STALE', { details: { epoch: claims.epoch } });
    }
    if (claims.demo === true && kind === 'real') throw new AppError('DEMO_REFUSED');
    if (bearer !== undefined) await checkCaller(bearer, headers['referent-caller'], claims, kind);
    return claims;
  };
}

/** The caller's own token: the same person, and no role that he does not hold. */
async function checkCaller(
  bearer: BearerVerifier,
  header: string | readonly string[] | undefined,
  claims: PurposeClaims,
  kind: InstallationKind,
): Promise<void> {
  const caller = await bearer.verify(typeof header === 'string' ? header : undefined);
  if (caller.demo && kind === 'real') throw new AppError('DEMO_REFUSED');
  const isHis = caller.actor === claims.actor;
  if (!isHis || !claims.roles.every((role) => caller.roles.includes(role))) {
    throw new AppError('TOKEN_INVALID', { details: { reason: 'caller' } });
  }
}

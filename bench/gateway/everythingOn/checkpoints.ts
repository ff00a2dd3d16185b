import { logOrigin, witnessName } from '../../../audit/logKeys.ts';
import { checkpointText } from '../../../audit/note/checkpoint.ts';
import { noteCosigner, noteSigner, noteText } from '../../../audit/note/signedNote.ts';
import { epochSeconds, type Clock } from '../../../lib/clock.ts';
import { listen, type RunningServer } from '../../../lib/httpServer.ts';
import type { ProcessKeys } from '../../../lib/keys.ts';
import { lockdownsPath } from '../../../lib/lockdowns.ts';
import { witnessStores, type WitnessStore } from '../../../lib/processNames.ts';
import { answerLockdowns, type LockdownSigners } from './lockdowns.ts';

/** Who signs the log of the bench's installation. */
export interface LogSigners extends LockdownSigners {
  /** Hash of the installation's first lock. */
  readonly genesis: string;
  readonly log: ProcessKeys;
  readonly witnesses: Readonly<Record<WitnessStore, ProcessKeys>>;
}

/**
 * Serves, as governance does, the newest checkpoint: signed by the log, cosigned by its witnesses just
 * now; and says that nothing is restricted.
 */
export const serveCheckpoints = (signers: LogSigners, clock: Clock): Promise<RunningServer> => {
  const lockdowns = answerLockdowns(signers, clock);
  return listen(
    (request, response) => {
      if (request.url === lockdownsPath) return lockdowns(request, response);
      const isAsked = request.url === '/log/checkpoint';
      response.writeHead(isAsked ? 200 : 404).end(isAsked ? noteOf(signers, clock) : '');
      return Promise.resolve();
    },
    '127.0.0.1',
    0,
  );
};

function noteOf({ genesis, log, witnesses }: LogSigners, clock: Clock): string {
  const origin = logOrigin(genesis);
  const text = checkpointText({ origin, size: 1, root: new Uint8Array(32), extensions: [] });
  const now = epochSeconds(clock);
  const cosigned = witnessStores.map((store) =>
    noteCosigner(witnesses[store], witnessName(origin, store)).cosign(text, now),
  );
  return noteText(text, [noteSigner(log, origin).sign(text), ...cosigned]);
}

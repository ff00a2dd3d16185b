import { checkpointText } from '../../audit/note/checkpoint.ts';
import { noteCosigner, noteSigner, noteText } from '../../audit/note/signedNote.ts';
import { logOrigin, witnessName } from '../../audit/logKeys.ts';
import { epochSeconds, systemClock } from '../../lib/clock.ts';
import { listen, type RunningServer } from '../../lib/httpServer.ts';
import { hashOfInstallationLock } from '../../lib/installationLock.ts';
import type { WitnessStore } from '../../lib/processNames.ts';
import type { TestInstallation } from './installation.ts';

export interface Cosigning {
  /** In seconds, by witness. */
  readonly times: Readonly<Partial<Record<WitnessStore, number>>>;
  readonly size?: number;
  readonly origin?: string;
}

/** A checkpoint's note as an installation's log and witnesses sign it. */
export function checkpointNote(
  { lock, log, witnesses }: TestInstallation,
  { times, size = 1, origin = logOrigin(hashOfInstallationLock(lock)) }: Cosigning,
): string {
  const text = checkpointText({ origin, size, root: new Uint8Array(32), extensions: [] });
  const cosigned = Object.entries(times).map(([name, time]) => {
    const store = name as WitnessStore;
    return noteCosigner(witnesses[store], witnessName(origin, store)).cosign(text, time);
  });
  return noteText(text, [noteSigner(log, origin).sign(text), ...cosigned]);
}

/** Serves what governance serves of a log that was cosigned just now. */
export const serveCheckpoints = (installation: TestInstallation): Promise<RunningServer> =>
  listen(
    (request, response) => {
      const now = epochSeconds(systemClock);
      const isAsked = request.url === '/log/checkpoint';
      response.writeHead(isAsked ? 200 : 404);
      response.end(
        isAsked ? checkpointNote(installation, { times: { crm: now, finance: now } }) : '',
      );
      return Promise.resolve();
    },
    '127.0.0.1',
    0,
  );

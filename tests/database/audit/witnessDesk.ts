import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { logKeysOf, witnessName } from '../../../audit/logKeys.ts';
import { noteCosigner } from '../../../audit/note/signedNote.ts';
import { cosign, openRequest, type Latest } from '../../../audit/witness/cosign.ts';
import type { WitnessAddress } from '../../../audit/log/witnesses.ts';
import type { WitnessStore } from '../../../lib/processNames.ts';
import type { TestInstallation } from '../../support/installation.ts';

/** A witness over HTTP that decides as stores do and keeps its checkpoint in memory. */
export interface TestWitness extends WitnessAddress {
  latest: Latest | undefined;
  /** While it is true, requests are taken and never answered. */
  isSilent: boolean;
  readonly close: () => Promise<void>;
}

export async function startWitness(
  installation: TestInstallation,
  store: WitnessStore,
): Promise<TestWitness> {
  const keys = logKeysOf(installation.lock);
  const cosigner = noteCosigner(installation.witnesses[store], witnessName(keys.origin, store));
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (witness.isSilent) return;
      const opened = openRequest(Buffer.concat(chunks), [{ origin: keys.origin, keys: keys.log }]);
      const decision =
        'request' in opened
          ? cosign(witness.latest, opened, { cosigner, time: Math.floor(Date.now() / 1000) })
          : { answer: opened, cosigned: undefined };
      if (decision.cosigned !== undefined) witness.latest = decision.cosigned;
      response.writeHead(decision.answer.status, { 'content-type': decision.answer.contentType });
      response.end(decision.answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const witness: TestWitness = {
    store,
    url: `http://127.0.0.1:${String(port)}`,
    latest: undefined,
    isSilent: false,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return witness;
}

import { dataFolder } from '../start/dataFolder.ts';
import { CommandFailure, type CommandContext } from './command.ts';
import type { LocalDocument } from './documents.ts';
import { askGateway, type Answer } from './gatewayClient.ts';
import { personaToken } from './personaToken.ts';
import { missingStoresOn } from './screens/availability.ts';
import { runningInstallation } from './supervisor.ts';

export interface Ask {
  readonly document: LocalDocument;
  readonly as: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly sources: boolean;
  readonly data: string;
  readonly url?: string | undefined;
}

/** Sends a registered document as a persona, to the installation of the data folder or another address. */
export async function askAs(ask: Ask, context: CommandContext): Promise<Answer> {
  const folder = dataFolder(ask.data);
  const missingStores = await missingStoresOn(folder);
  const missing = ask.url === undefined ? await missingStores(ask.document) : [];
  if (missing.length > 0) {
    throw new CommandFailure(
      `${ask.document.name} needs ${missing.join(', ')}, which do not run here.`,
    );
  }
  const { token } = await personaToken(folder, ask.as, context.clock.now());
  return askGateway({
    url: (ask.url ?? runningInstallation(folder).url).replace(/\/$/, ''),
    token,
    documentId: ask.document.id,
    variables: ask.variables,
    sources: ask.sources,
  });
}

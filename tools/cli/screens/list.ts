import { projectFile } from '../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { dataFolder } from '../../start/dataFolder.ts';
import type { CommandContext } from '../command.ts';
import { documentNames, localDocument } from '../documents.ts';
import { textTable } from '../textTable.ts';
import { missingStoresOn } from './availability.ts';

/** Every screen and command of the published policy, its present version first. */
export async function listScreens(
  asJson: boolean,
  data: string,
  context: CommandContext,
): Promise<void> {
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const missingStores = await missingStoresOn(dataFolder(data));
  const listed = Object.entries(lock.screens).map(async ([name, rule]) => {
    const known = documentNames(rule.kind).includes(name);
    const missing = known ? await missingStores(localDocument(rule.kind, name)) : [];
    return {
      name,
      kind: rule.kind,
      id: `sha256:${rule.documents[0] ?? ''}`,
      versions: rule.documents.map((hash) => `sha256:${hash}`),
      purpose: rule.purpose,
      roles: rule.roles,
      subjectsMax: rule.subjectsMax,
      available: missing.length === 0,
      missingStores: missing,
    };
  });
  const screens = await Promise.all(listed);
  if (asJson) {
    context.print(JSON.stringify(screens, null, 2));
    return;
  }
  const rows = screens.map((screen) => [
    screen.name,
    screen.kind,
    screen.purpose,
    screen.roles.join(', '),
    String(screen.versions.length),
    screen.available ? 'yes' : `needs ${screen.missingStores.join(', ')}`,
    screen.id,
  ]);
  const heads = ['NAME', 'KIND', 'PURPOSE', 'ROLES', 'VERSIONS', 'AVAILABLE', 'ID'];
  for (const line of textTable(heads, rows)) context.print(line);
}

import { projectFile } from '../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import type { CommandContext } from '../command.ts';
import { textTable } from '../textTable.ts';

/** Every screen and command of the published policy, its present version first. */
export function listScreens(asJson: boolean, context: CommandContext): void {
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const screens = Object.entries(lock.screens).map(([name, rule]) => ({
    name,
    kind: rule.kind,
    id: `sha256:${rule.documents[0] ?? ''}`,
    versions: rule.documents.map((hash) => `sha256:${hash}`),
    purpose: rule.purpose,
    roles: rule.roles,
    subjectsMax: rule.subjectsMax,
  }));
  if (asJson) {
    context.print(JSON.stringify(screens, null, 2));
    return;
  }
  const rows = screens.map(({ name, kind, purpose, roles, versions, id }) => [
    name,
    kind,
    purpose,
    roles.join(', '),
    String(versions.length),
    id,
  ]);
  const heads = ['NAME', 'KIND', 'PURPOSE', 'ROLES', 'VERSIONS', 'ID'];
  for (const line of textTable(heads, rows)) context.print(line);
}

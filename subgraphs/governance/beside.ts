import { readFileSync } from 'node:fs';
import { projectFile } from '../../lib/projectRoot.ts';
import type { Beside, BesideContext } from '../host/beside.ts';
import { actsPath, createDesk } from './controls/desk.ts';
import { auditLogBeside } from './log/auditLogBeside.ts';

/** Governance keeps the audit log and takes what officers sign. */
export function governanceBeside(context: BesideContext): Beside {
  const auditLog = auditLogBeside(context);
  const { database, installation, identity, log } = context;
  const desk = createDesk({
    ...{ database, installation, log, clock: identity.clock },
    supergraph: () => readFileSync(projectFile('schema', 'supergraph.graphql'), 'utf8'),
    changed: () => undefined,
  });
  return {
    ...auditLog,
    route: (path) => (path === actsPath ? desk.handler : auditLog.route(path)),
  };
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '../../lib/projectRoot.ts';
import type { Beside, BesideContext } from '../host/beside.ts';
import { actsPath } from './controls/desk.ts';
import { createControls } from './controls/controls.ts';
import { createHeartbeat } from './controls/heartbeat.ts';
import { lockdownsPath } from '../../lib/lockdowns.ts';
import { auditLogBeside } from './log/auditLogBeside.ts';

/** Governance keeps the audit log, takes what officers sign, and tells every process what is restricted. */
export function governanceBeside(context: BesideContext): Beside {
  const auditLog = auditLogBeside(context);
  const controls = createControls(context, {
    supergraph: () => readFileSync(projectFile('schema', 'supergraph.graphql'), 'utf8'),
    documents: () => ['', 'commands', 'registered'].flatMap(textsIn),
    now: () => performance.now(),
  });
  const { database: db, identity, log } = context;
  const heartbeat = createHeartbeat({ db, clock: identity.clock, log });
  const routes: Readonly<Record<string, Beside['route']>> = {
    [actsPath]: () => controls.acts,
    [lockdownsPath]: () => controls.lockdowns,
  };
  return {
    ...auditLog,
    lockdowns: controls.answerOwn,
    route: (path) => (routes[path] ?? auditLog.route)(path),
    start: () => {
      auditLog.start();
      controls.start();
      heartbeat.start();
    },
    stop: async () => {
      heartbeat.stop();
      controls.stop();
      await auditLog.stop();
    },
  };
}

function textsIn(folder: string): readonly string[] {
  const path = projectFile('screens', folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.graphql'))
    .map(({ name }) => readFileSync(join(path, name), 'utf8'));
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '../../lib/projectRoot.ts';
import type { StoreName } from '../../lib/storeName.ts';
import type { DataFolder } from '../start/dataFolder.ts';
import { auditUrlOnPort } from '../start/embeddedDatabases.ts';
import { gatewayVariables } from '../start/environments.ts';
import type { RunFile } from '../start/runFile.ts';
import { ensureSecrets } from '../start/secrets.ts';

type Variables = Readonly<Record<string, string>>;

/** What a further gateway beside a running installation's own needs, on any free port. */
export function secondGateway(folder: DataFolder, run: RunFile): Variables {
  const genesis = readFileSync(join(folder.keys, 'genesis'), 'utf8').trim();
  const issuer = run.issuer.url;
  const storeUrls = Object.fromEntries(
    run.stores.map((store) => [store as StoreName, run.processes[store]?.url ?? '']),
  );
  const own = {
    supergraph: projectFile('schema', 'supergraph.graphql'),
    ...{ controlToken: '', workers: 1 },
    auditUrl: auditUrlOnPort(run.databases.governance?.port ?? 0, ensureSecrets(folder)),
  };
  return gatewayVariables(
    {
      ...{ mode: 'development', folder, genesis, storeUrls },
      issuer: { ISSUER_URL: issuer, JWKS_URL: `${issuer}/jwks`, AUDIENCE: 'referent' },
    },
    0,
    own,
    {},
  );
}

import { join } from 'node:path';
import { systemClock } from '../../../lib/clock.ts';
import { environmentPrefix, storeNames } from '../../../lib/storeName.ts';
import { startPlainIssuer } from '../../../tools/issuer/plainIssuer.ts';
import { startAuditLog } from '../everythingOn/auditLog.ts';
import { serveCheckpoints } from '../everythingOn/checkpoints.ts';
import { makeInstallation } from '../everythingOn/installation.ts';
import type { BenchPolicy } from '../graphs/benchGraph.ts';
import { personsPath } from '../standIns/standIn.ts';
import type { Gateway, Launch, LaunchContext } from './gateway.ts';
import { processFlags } from './ours.ts';

/** Different callers, whose tokens recur as they do over a working day. */
const callers = 1_000;

/**
 * The gateway as it is deployed: a published policy, callers' tokens verified and remembered by
 * hash, a mask with a field withheld, and a purpose token for each sub-request; sources are not asked
 * for. What is shown is nobody's, so that nothing of it waits for the audit log.
 */
export const everythingOn: Gateway = {
  name: 'everythingOn',
  title: 'Referent, everything on',
  isPeer: false,
  launch: (context) => launchWith(context, context.graph.policy, ''),
};

/** The same with values of persons: an entry of the audit log is durable before they leave. */
export const released: Gateway = {
  name: 'released',
  title: "Referent, everything on, persons' values",
  isPeer: false,
  suits: ({ personalPolicy }) => personalPolicy !== undefined,
  launch: (context) => {
    const { personalPolicy } = context.graph;
    if (personalPolicy === undefined) throw new Error("it shows nobody's values");
    return launchWith(context, personalPolicy, personsPath);
  },
};

/** `path` is put before that of the stores. */
async function launchWith(
  context: LaunchContext,
  policy: BenchPolicy,
  path: string,
): Promise<Launch> {
  const { graph, urls, folder, projectFolder, port, profileFolder } = context;
  // First what can fail: nothing is running yet.
  const { environment, documentId, signers } = makeInstallation(graph, urls, folder, policy);
  const [issuer, auditLog] = await Promise.all([startPlainIssuer(), startAuditLog()]);
  const tokens = await issuer.tokens(callers, policy.roles);
  const checkpoints = await serveCheckpoints(signers, systemClock);
  const { variables } = graph;
  return {
    file: process.execPath,
    args: [...processFlags(profileFolder), join(projectFolder, 'dist', 'gateway', 'main.js')],
    environment: {
      ...environment,
      ...storeUrls(context, path),
      GOVERNANCE_URL: checkpoints.url,
      AUDIT_DATABASE_URL: auditLog.url,
      ISSUER_URL: issuer.url,
      JWKS_URL: issuer.jwksUrl,
      PORT: String(port),
    },
    load: {
      bodies: [JSON.stringify({ documentId: `sha256:${documentId}`, variables })],
      authorization: (index) => `Bearer ${tokens[index % tokens.length] ?? ''}`,
    },
    plainData: (answer) => withoutWithheld(policy, answer),
    sendsOn: (authorization) => authorization.startsWith('Referent '),
    release: async () => {
      await Promise.all([issuer.close(), checkpoints.close(), auditLog.stop()]);
    },
  };
}

/** The stores' base URLs. A store that plays no part here needs an address all the same. */
function storeUrls({ graph, urls }: LaunchContext, path: string): Readonly<Record<string, string>> {
  const urlOf = new Map(
    Object.entries(graph.subgraphs).map(([name, { store }]) => [store, urls[name] ?? '']),
  );
  const [anyUrl = ''] = urlOf.values();
  return Object.fromEntries(
    storeNames.map((store) => [
      `${environmentPrefix(store)}_URL`,
      (urlOf.get(store) ?? anyUrl).replace(/\/graphql$/, path),
    ]),
  );
}

/** Its answer has one key more, always null and listed as withheld; without it, it is everybody's. */
function withoutWithheld({ withheldKey }: BenchPolicy, answer: unknown): unknown {
  const { data, extensions } = answer as Answer;
  const withheld = extensions?.withheld ?? [];
  if (!withheld.some(({ path }) => path.endsWith(`.${withheldKey}`))) {
    throw new Error(`${withheldKey} is not listed as withheld`);
  }
  return dropNullKey(data, withheldKey);
}

interface Answer {
  readonly data: unknown;
  readonly extensions?: { readonly withheld?: readonly { readonly path: string }[] };
}

function dropNullKey(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((item) => dropNullKey(item, key));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name, member]) => name !== key || member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, dropNullKey(member, key)]));
}

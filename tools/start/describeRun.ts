import { databaseName, type StoreName } from '../../lib/storeName.ts';
import type { Part } from './part.ts';
import { loopbackUrl } from './partSpecs.ts';
import type { DatabasePlan } from './plan.ts';
import type { RunFile } from './runFile.ts';
import type { StartInput } from './start.ts';

type Ports = ReadonlyMap<string, number>;

/** What run.json says of the moment. */
export function describeRun(
  input: StartInput,
  ports: Ports,
  parts: readonly Part[],
  control: RunFile['control'],
): RunFile {
  return {
    url: loopbackUrl(ports.get('gateway') ?? 0),
    mode: input.mode,
    stores: [...input.stores],
    supervisor: { pid: input.pid },
    processes: Object.fromEntries(
      parts
        .filter(({ name }) => name !== 'postgres')
        .map(({ name, pid, spec }) => [name, { pid: pid ?? null, url: spec.url }]),
    ),
    databases: Object.fromEntries(
      Object.entries(input.plan.databases).map(([store, plan]) => [
        store,
        describeDatabase(store as StoreName, plan, ports),
      ]),
    ),
    issuer: issuerOf(input, ports),
    control,
  };
}

function describeDatabase(
  store: StoreName,
  plan: DatabasePlan,
  ports: Ports,
): { port: number; name: string } {
  if (plan.kind === 'embedded') {
    return { port: ports.get('postgres') ?? 0, name: databaseName(store) };
  }
  const { port, pathname } = new URL(plan.url);
  return { port: port === '' ? 5_432 : Number(port), name: pathname.slice(1) };
}

const issuerOf = (input: StartInput, ports: Ports): RunFile['issuer'] =>
  input.plan.issuer.kind === 'embedded'
    ? { url: loopbackUrl(ports.get('issuer') ?? 0), demonstration: true }
    : { url: input.plan.issuer.environment.ISSUER_URL ?? '', demonstration: false };

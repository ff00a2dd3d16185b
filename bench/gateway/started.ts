import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { firstDifference } from '../shared/compare.ts';
import type { Gateway, Launch, LaunchContext } from './gateways/gateway.ts';
import type { LoadTarget } from '../shared/load/load.ts';
import { startChild, type Child } from '../shared/processes/child.ts';
import { freePort } from '../shared/processes/freePort.ts';
import type { StandIns } from './standIns/standIns.ts';

/** A gateway that runs and is known to answer rightly. */
export interface StartedGateway {
  readonly gateway: Gateway;
  readonly child: Child;
  readonly target: LoadTarget;
  /** Authorization headers that may reach the stores where the caller sends this one. */
  readonly sendsOn: (header: string, callers: string) => boolean;
  readonly stop: () => Promise<void>;
}

export interface Starting extends Omit<LaunchContext, 'port' | 'profileFolder'> {
  /** Where CPU profiles go, a folder each; undefined where none are taken. */
  readonly profiles: string | undefined;
  /** Put before the command: keeps it on its core. */
  readonly prefix: readonly string[];
  /** What every child is given of this process's environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly standIns: StandIns;
  /** The right answer, from the same stand-ins. */
  readonly expected: unknown;
}

const readyMs = 45_000;
const probe = JSON.stringify({ query: '{ __typename }' });

/** Rejects with the reason, in words, where it does not start or does not answer rightly. */
export async function startGateway(gateway: Gateway, starting: Starting): Promise<StartedGateway> {
  const port = await freePort();
  const folder = join(starting.folder, gateway.name);
  mkdirSync(folder);
  const profileFolder = profileFolderOf(starting, gateway);
  const launch = await gateway.launch({ ...starting, folder, port, profileFolder });
  const [file = launch.file, ...args] = [...starting.prefix, launch.file, ...launch.args];
  const child = await startChild({
    ...{ file, args, folder },
    environment: { ...starting.environment, ...launch.environment },
  });
  const stop = async (): Promise<void> => {
    await child.stop();
    await launch.release?.();
  };
  try {
    await becomesReady(child, port);
    const sendsOn = launch.sendsOn ?? ((header: string, callers: string) => header === callers);
    return { gateway, child, sendsOn, stop, target: targetOf(launch, starting, port) };
  } catch (error) {
    await stop();
    throw error;
  }
}

export const profileFolderOf = (
  { profiles, graph }: Pick<Starting, 'profiles' | 'graph'>,
  { name }: Gateway,
): string | undefined =>
  profiles === undefined ? undefined : join(profiles, `${graph.workload}-${name}`);

async function becomesReady(child: Child, port: number): Promise<void> {
  const url = `http://127.0.0.1:${String(port)}/graphql`;
  const giveUpAt = Date.now() + readyMs;
  while (Date.now() < giveUpAt) {
    if (child.hasEnded()) throw new Error(`it ended at once: ${lastLines(child)}`);
    if (await answers(url)) return;
    await pause(100);
  }
  throw new Error(`it was not ready after ${String(readyMs / 1_000)} s: ${lastLines(child)}`);
}

const lastLines = (child: Child): string => child.lastWords().split('\n').slice(-5).join(' / ');

/** Any HTTP answer below 500 will do: a gateway with everything on refuses a text without a caller. */
async function answers(url: string): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json' };
    const { statusCode, body } = await request(url, { method: 'POST', headers, body: probe });
    await body.dump();
    return statusCode < 500;
  } catch {
    return false;
  }
}

/** Letters that fill an authorization up to the length of an access token. */
const filling = 'x'.repeat(380);

/** A header that no request before had, so that nothing may be shared between two callers. */
const uniqueAuthorization = (index: number): string =>
  `Bearer ${String(index).padStart(12, '0')}.${filling}`;

function targetOf(launch: Launch, { graph, expected }: Starting, port: number): LoadTarget {
  const { query, variables } = graph;
  const load = launch.load ?? {
    bodies: [JSON.stringify({ query, variables })],
    authorization: uniqueAuthorization,
  };
  return { ...load, port, path: '/graphql', fault: (body) => faultOf(launch, body, expected) };
}

function faultOf({ plainData }: Launch, body: string, expected: unknown): string | undefined {
  try {
    const answer = JSON.parse(body) as { readonly data?: unknown; readonly errors?: unknown };
    if (answer.errors !== undefined) return `it answered with errors: ${body.slice(0, 300)}`;
    const data = plainData === undefined ? answer.data : plainData(answer);
    const path = firstDifference(data, expected);
    return path === undefined ? undefined : `its answer differs at ${path}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** One request by itself: the right answer, and only headers at the stores that may be there. */
export async function checkGateway(
  { target, sendsOn }: StartedGateway,
  standIns: StandIns,
): Promise<void> {
  const authorization = target.authorization(0);
  await standIns.counts();
  const { statusCode, body } = await request(`http://127.0.0.1:${String(target.port)}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: target.bodies[0] ?? '',
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`status ${String(statusCode)}: ${text.slice(0, 300)}`);
  const fault = target.fault(text, 0);
  if (fault !== undefined) throw new Error(fault);
  const { authorizations } = await standIns.counts();
  const mayPass = (header: string): boolean => sendsOn(header, authorization);
  if (authorizations.length === 0 || !authorizations.every(mayPass)) {
    throw new Error('it does not hand the authorization on to the stores');
  }
}

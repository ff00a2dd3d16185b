import { request } from 'undici';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import type { StoreName } from '../../lib/storeName.ts';
import type { Route } from './handler.ts';

type StoreUrls = Readonly<Partial<Record<StoreName, string>>>;

export interface StoreHealth {
  readonly up: boolean;
  /** What kind of data the store holds; undefined until it says so. */
  readonly installation: 'synthetic' | 'real' | undefined;
}

export interface HealthProbe {
  /** Asks each store; an answer counts for a second. */
  readonly stores: () => Promise<ReadonlyMap<StoreName, StoreHealth>>;
  /** True where every store is up and says that its data is synthetic. */
  readonly everyStoreSynthetic: () => Promise<boolean>;
}

const cacheMs = 1_000;
const timeoutMs = 1_000;
const bytesMax = 65_536;
const Ready = z.object({ installation: z.enum(['synthetic', 'real']).optional() });
const down: StoreHealth = { up: false, installation: undefined };

export function createHealthProbe(
  names: readonly StoreName[],
  urls: StoreUrls,
  clock: Clock,
): HealthProbe {
  let askedAt = Number.NEGATIVE_INFINITY;
  let latest: Promise<ReadonlyMap<StoreName, StoreHealth>> = Promise.resolve(new Map());
  const stores = (): Promise<ReadonlyMap<StoreName, StoreHealth>> => {
    const now = clock.now().getTime();
    if (now - askedAt >= cacheMs) {
      askedAt = now;
      latest = probeAll(names, urls);
    }
    return latest;
  };
  return {
    stores,
    everyStoreSynthetic: async () => {
      const states = [...(await stores()).values()];
      return states.length > 0 && states.every(({ installation }) => installation === 'synthetic');
    },
  };
}

const probeAll = async (
  names: readonly StoreName[],
  urls: StoreUrls,
): Promise<ReadonlyMap<StoreName, StoreHealth>> =>
  new Map(await Promise.all(names.map(async (name) => [name, await probe(urls[name])] as const)));

async function probe(url: string | undefined): Promise<StoreHealth> {
  if (url === undefined) return down;
  try {
    const response = await request(`${url}/health/ready`, {
      signal: AbortSignal.timeout(timeoutMs),
      headersTimeout: timeoutMs,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > bytesMax) return down;
      chunks.push(chunk);
    }
    if (response.statusCode !== 200) return down;
    const ready = Ready.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    return { up: true, installation: ready.success ? ready.data.installation : undefined };
  } catch {
    // Refused, too slow or not JSON: all of it means that the store can't be counted on.
    return down;
  }
}

export interface Readiness {
  readonly httpStatus: number;
  readonly body: {
    readonly status: 'ok' | 'degraded' | 'down';
    readonly stores: Readonly<Record<string, 'up' | 'down'>>;
  };
}

/** wire.md, "Processes and places": 503 only when nothing can be answered. */
export function readinessOf(stores: ReadonlyMap<StoreName, StoreHealth>): Readiness {
  const states = [...stores.values()];
  const ups = states.filter(({ up }) => up).length;
  const status = ups === states.length && ups > 0 ? 'ok' : ups > 0 ? 'degraded' : 'down';
  const words = [...stores].map(([name, { up }]) => [name, up ? 'up' : 'down'] as const);
  return {
    httpStatus: ups > 0 ? 200 : 503,
    body: { status, stores: Object.fromEntries(words) },
  };
}

/** `GET /health/live` while the process runs; `GET /health/ready` from what the stores say. */
export const healthRoutes = (health: HealthProbe): Readonly<Record<string, Route>> => ({
  '/health/live': () => Promise.resolve({ status: 200, body: { status: 'ok' } }),
  '/health/ready': async () => {
    const { httpStatus, body } = readinessOf(await health.stores());
    return { status: httpStatus, body };
  },
});

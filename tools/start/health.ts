import { z } from 'zod';

const Readiness = z.object({
  status: z.string(),
  stores: z.record(z.string(), z.string()).default({}),
});
export type Readiness = z.output<typeof Readiness>;

const requestTimeoutMs = 2_000;

/** True while a process answers its liveness check. */
export async function isLive(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health/live`, {
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

/** What the gateway says of itself and its stores; undefined where it does not answer. */
export async function readiness(url: string): Promise<Readiness | undefined> {
  try {
    const answer = await fetch(`${url}/health/ready`, {
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    return Readiness.parse(await answer.json());
  } catch {
    return undefined;
  }
}

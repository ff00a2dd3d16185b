import { createServer } from 'node:net';
import { freePort } from '../postgres/embeddedPostgres.ts';

const loopback = '127.0.0.1';

/** True where something could listen on this port of loopback now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, loopback, () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}

/** Said where the one port that people and scripts rely on is not to be had. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(port: number) {
    super(
      `Port ${String(port)} is taken by another program. Free it, or choose another with --port N.`,
    );
  }
}

/**
 * One port a part: the wished ones where they are free (a token's issuer then survives a restart),
 * others where they are not.
 */
export async function choosePorts(
  parts: readonly string[],
  first: number,
): Promise<ReadonlyMap<string, number>> {
  const chosen = new Map<string, number>();
  for (const [index, part] of parts.entries()) {
    const wished = first + index;
    const usable = first > 0 && wished <= 65_535 && (await isFree(wished));
    chosen.set(part, usable ? wished : await otherPort(new Set(chosen.values())));
  }
  return chosen;
}

async function otherPort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (!taken.has(port)) return port;
  }
}

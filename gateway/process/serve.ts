import { listen, type Handler, type RunningServer } from '../../lib/httpServer.ts';

/** Whatever answers requests, of either mode. */
export interface Served {
  readonly handler: Handler;
  readonly close: () => Promise<void>;
}

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  /** How long what was begun may take once the process is told to end. */
  readonly graceMs: number;
}

/** This process: what tells it to end. */
export type Host = Pick<NodeJS.Process, 'on'>;

export interface Serving {
  readonly url: string;
  /** Resolves when everything that was begun is answered and all is closed. */
  readonly stopped: Promise<void>;
}

/** How long resting connections outlive the order to end: a client may be sending on one. */
const idleMs = 1_000;

/**
 * Listens until the process is told to end. Then nothing new is accepted, and whatever was accepted
 * is answered within the grace. `disconnect`: the parent that started this process is gone.
 */
export async function serve(
  served: Served,
  { host, port, graceMs }: ServeOptions,
  process: Host,
): Promise<Serving> {
  const server = await listen(served.handler, host, port, { idleMs });
  return { url: server.url, stopped: told(process).then(() => end(server, served, graceMs)) };
}

const told = (process: Host): Promise<void> =>
  new Promise((resolve) => {
    for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) {
      process.on(event, () => {
        resolve();
      });
    }
  });

async function end(server: RunningServer, served: Served, graceMs: number): Promise<void> {
  await server.close(graceMs);
  await served.close();
}

import type { ReadFile } from '../../audit/tree/tiles.ts';
import { CommandFailure } from '../cli/command.ts';

export interface GatewayLog {
  readonly url: string;
  readonly token: string;
}

const requestTimeoutMs = 30_000;

/** The log's files as the gateway hands them to auditors and data-protection officers. */
export const gatewayLog =
  ({ url, token }: GatewayLog): ReadFile =>
  async (path) => {
    const response = await fetch(`${url}/log/${path}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(requestTimeoutMs),
    }).catch((cause: unknown) => {
      throw new CommandFailure(`The gateway does not answer at ${url}.`, { cause });
    });
    if (response.status === 404) return undefined;
    if (!response.ok) {
      throw new CommandFailure(
        `The gateway does not hand out the log (status ${String(response.status)}): auditors and data-protection officers alone may read it.`,
      );
    }
    return new Uint8Array(await response.arrayBuffer());
  };

/** Paths of the log's checkpoints, locks and receipts, which no size tells. */
export async function listedBy(read: ReadFile): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const kind of ['checkpoints', 'locks', 'receipts']) {
    for (let after: string | undefined = '0'; after !== undefined;) {
      const page: Uint8Array | undefined = await read(`index/${kind}/${after}`);
      const lines = Buffer.from(page ?? [])
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split(' '));
      paths.push(...lines.map(([, path = '']) => path));
      after = lines.at(-1)?.[0];
    }
  }
  return paths;
}

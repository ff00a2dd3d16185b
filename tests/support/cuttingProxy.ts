import { connect, createServer, type AddressInfo } from 'node:net';

/** Passes on what comes, and now and then cuts a connection off when its answer arrives. */
export interface CuttingProxy {
  readonly url: string;
  /** Answers that are still to be cut off. */
  cuts: number;
  readonly close: () => Promise<void>;
}

export async function startCuttingProxy(to: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(to);
  const server = createServer((client) => {
    const store = connect(Number(port), hostname);
    client.on('data', (chunk) => store.write(chunk));
    store.on('data', (chunk) => {
      if (proxy.cuts === 0) {
        client.write(chunk);
        return;
      }
      proxy.cuts -= 1;
      client.destroy();
    });
    for (const [one, other] of [
      [client, store],
      [store, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: CuttingProxy = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    cuts: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
  return proxy;
}

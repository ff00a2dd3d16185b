import { usageOf } from '../../shared/processes/usage.ts';
import { valueKeysVariable } from '../databases/values.ts';
import type { AlternativeInput } from './apollo.ts';
import type { Contender } from './contender.ts';
import { startServer } from './startServer.ts';

/** One service that runs the stores' statements itself and writes the JSON: no graph, no policy. */
export async function startHandWritten({
  urls,
  valueKeys,
  environment,
}: AlternativeInput): Promise<Contender> {
  const { child, port } = await startServer({
    program: 'handWritten/main.js',
    args: [],
    environment: {
      ...{ ...environment, DATABASE_URLS: JSON.stringify(urls) },
      ...valueKeysVariable(valueKeys),
    },
  });
  return {
    name: 'handWritten',
    title: 'Service written by hand, no policy',
    asking: (screen, variables) =>
      Promise.resolve({
        ...{ port, path: `/${screen.name}` },
        bodies: variables.map((values) => JSON.stringify(values)),
        authorization: () => 'Bearer none',
      }),
    allowedData: (screen, data) => screen.asAllowed(data),
    used: () => ({ gateway: usageOf(child.pid).cpuMs, stores: 0, other: 0 }),
    peakBytes: () => usageOf(child.pid).peakBytes,
    lastWords: child.lastWords,
    stop: child.stop,
  };
}

import { z } from 'zod';
import { systemClock } from '../../lib/clock.ts';
import { ConfigError, isLoopbackUrl, mode, parseConfig, port } from '../../lib/config.ts';
import { listen } from '../../lib/httpServer.ts';
import { createLog } from '../../lib/log.ts';
import { createIssuerHandler } from './handler.ts';
import { ensureIssuerKeys } from './issuerKeys.ts';
import { createProvider } from './provider.ts';

/** The demonstration issuer serves loopback alone, and never in production mode. */
const IssuerConfig = z.object({
  MODE: mode.refine((chosen) => chosen === 'development', {
    message: 'the demonstration issuer runs in development mode alone',
  }),
  HOST: z.enum(['127.0.0.1', '::1', 'localhost']).default('127.0.0.1'),
  PORT: port,
  ISSUER_URL: z.string().refine(isLoopbackUrl, { message: 'must be on loopback' }),
  ISSUER_KEY_FILE: z.string().min(1),
  AUDIENCE: z.string().min(1).default('referent'),
});

async function main(): Promise<void> {
  const config = parseConfig(IssuerConfig, process.env);
  const log = createLog('issuer');
  const provider = createProvider({
    issuer: config.ISSUER_URL,
    audience: config.AUDIENCE,
    keys: ensureIssuerKeys(config.ISSUER_KEY_FILE),
    clock: systemClock,
  });
  const server = await listen(createIssuerHandler(provider, log), config.HOST, config.PORT);
  log.info('issuer.ready', { url: server.url });
  const stop = (): void => {
    void server.close(2_000).then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('disconnect', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exit(1);
});

import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { readGatewayConfig } from '../../../../gateway/config.ts';
import { runGateway, type Between } from '../../../../gateway/process/runGateway.ts';
import { createLog, gatheredOutput } from '../../../../lib/log.ts';
import { points, type Point } from '../points.ts';

/** The real gateway, which dies at one point of the road (`kill -9`), the so-and-so-many-th time it comes there. */
const Strike = z.object({
  STRIKE_POINT: z.enum(points),
  STRIKE_AT: z.coerce.number().int().min(1),
});
const { STRIKE_POINT: chosen, STRIKE_AT: after } = Strike.parse(process.env);

let passed = 0;
/** True where the process is to die here and now. */
function isStruck(point: Point): boolean {
  if (point !== chosen) return false;
  passed += 1;
  return passed === after;
}

const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  // The signal takes the process before anything else runs.
  for (;;);
};

const between: Between = {
  inbox: (inbox) => ({
    ...inbox,
    insert: async (entries) => {
      const holds = (type: string): boolean => entries.some((entry) => entry.type === type);
      if (holds('intent') && isStruck('before the intent is durable')) die();
      const inserted = inbox.insert(entries);
      if (holds('release') && isStruck('between the write of the release and its commit')) {
        // The statement leaves in this turn; what the database makes of it nobody here will hear.
        setImmediate(die);
      }
      await inserted;
      if (holds('intent') && isStruck('after the intent is durable')) die();
    },
  }),
  witnessing: (witnessing) => witnessing,
  gate: (gate) => ({
    ...gate,
    open: (response) => {
      const opened = gate.open(response);
      if (opened === undefined) return undefined;
      return {
        ...opened,
        take: (question, answer) => {
          if (isStruck('with sub-requests out')) die();
          return opened.take(question, answer);
        },
        release: () => {
          if (isStruck('with answers in')) die();
          opened.release();
        },
      };
    },
  }),
  lockdowns: (lockdowns) => lockdowns,
  handler: (handler) => (request, response) => {
    if (chosen === 'with half the bytes sent') cutInHalf(response);
    return handler(request, response);
  },
};

/** Lets half of the body out, waits until it has left, and dies. */
function cutInHalf(response: ServerResponse): void {
  const end = response.end.bind(response) as (body?: string | Buffer) => ServerResponse;
  response.end = ((body?: string | Buffer) => {
    const bytes = Buffer.from(body ?? '');
    if (bytes.length < 2 || !isStruck('with half the bytes sent')) return end(body);
    response.write(bytes.subarray(0, bytes.length / 2), () => setImmediate(die));
    return response;
  }) as ServerResponse['end'];
}

const log = createLog('gateway', gatheredOutput());
process.exit(
  await runGateway({
    ...{ config: readGatewayConfig(process.env), log, worker: 1, host: process, pid: process.pid },
    ...{ siblings: undefined, between },
  }),
);

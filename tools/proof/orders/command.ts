import { z } from 'zod';
import { CommandFailure, defineCommand, type CommandContext } from '../../cli/command.ts';
import { count, json, noWords } from '../../cli/options.ts';
import { createClient } from '../client.ts';
import { startTemporarily, type TemporaryInstallation } from '../temporaryInstallation.ts';
import { auditPersonas } from './audit.ts';
import { openBooks } from './books.ts';
import { deskPersonas, openDesk } from './desk.ts';
import { holds, proveOrders, type OrdersProof } from './proveOrders.ts';
import { createStriker } from './strike.ts';

/** `npm run proof:orders`: every order arrives once, however often CRM is killed. */
export const ordersProof = defineCommand({
  name: 'proof:orders',
  summary: 'Kills the CRM process between command and delivery; every order must arrive once.',
  details: [
    'Run it with npm run proof:orders -- --times N.',
    'Starts an installation of its own with synthetic data, and removes it afterwards.',
    'Ends with 1 where an order is lost, doubled or different.',
  ],
  options: {
    times: {
      type: 'string',
      value: 'N',
      says: 'Kills between commit and delivery; 50 unless said.',
    },
  },
  input: z.object({
    times: count('kills', 1_000).default(50),
    json,
    words: noWords,
  }),
  run: async ({ times, json: asJson }, context) => {
    const installation = await startTemporarily(context);
    try {
      const { proof, seconds } = await timed(context, () => prove(installation, times, context));
      if (!holds(proof, times)) {
        throw new CommandFailure('Not every order arrived once.', {
          answer: { ...proof, seconds },
        });
      }
      if (asJson) context.print(JSON.stringify({ ...proof, seconds }, null, 2));
      else context.print(sentenceOf(proof, seconds));
    } finally {
      await installation.remove();
    }
  },
});

async function prove(
  installation: TemporaryInstallation,
  times: number,
  { clock, terminal }: CommandContext,
): Promise<OrdersProof> {
  const client = await createClient(installation, [...deskPersonas, ...auditPersonas], clock);
  const desk = await openDesk(client, clock.now().toISOString().slice(0, 10));
  const books = openBooks(installation);
  try {
    const striker = createStriker(installation, books);
    const report = (state: string): void => terminal?.write(`\r  ${state} `);
    return await proveOrders({ client, desk, books, striker, times, report });
  } finally {
    terminal?.write('\n');
    await books.close();
  }
}

async function timed(
  { clock }: CommandContext,
  work: () => Promise<OrdersProof>,
): Promise<{ proof: OrdersProof; seconds: number }> {
  const began = clock.now().getTime();
  const proof = await work();
  return { proof, seconds: Math.round((clock.now().getTime() - began) / 1_000) };
}

const sentenceOf = (proof: OrdersProof, seconds: number): string =>
  [
    `${String(proof.kills)} kills between command and delivery, ${String(proof.killsElsewhere)} before or after, in ${String(seconds)} s.`,
    `${String(proof.arrivedOnce)} of ${String(proof.orders)} orders arrived once; lost ${String(proof.lost)}, doubled ${String(proof.doubled)}, different ${String(proof.different)}.`,
    `${String(proof.accountsOnce)} of ${String(proof.accounts)} accounts were handed over once; ${String(proof.madeOnce)} of ${String(proof.forms)} forms became one order.`,
  ].join('\n');

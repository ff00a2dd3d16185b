import { afterEach, describe, expect, test } from '@jest/globals';
import {
  plannerLimits,
  PlannerProcess,
  type PlannerLimits,
} from '../../../../gateway/plan/plannerProcess.ts';
import type { Log, LogFields } from '../../../../lib/log.ts';
import { shop } from './shop.ts';

/** Real processes, and documents that really end or occupy the native planner. */
const crashing = 'fragment F on Product { name ...F } { product { ...F } }';
const endless = [
  ...Array.from(
    { length: 30 },
    (_, n) => `fragment F${String(n)} on Query { ...F${String(n + 1)} ...F${String(n + 1)} }`,
  ),
  'fragment F30 on Query { product { name } }',
  '{ ...F0 }',
].join('\n');

const open: PlannerProcess[] = [];
const events: { event: string; fields: LogFields | undefined }[] = [];
const note = (event: string, fields?: LogFields): void => {
  events.push({ event, fields });
};
const log: Log = { info: note, warn: note, error: note };

function planner(
  limits: Partial<PlannerLimits> = {},
  kind: 'native' | 'apollo' = 'native',
  supergraphSdl = shop,
): PlannerProcess {
  const made = new PlannerProcess({
    ...{ planner: kind, supergraphSdl, activeLabels: [], log },
    limits: { ...plannerLimits, backOffMs: 1, ...limits },
  });
  open.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  events.length = 0;
});

const coded = (code: string) => expect.objectContaining({ code });

describe('whatever becomes of the planner, a text has an end', () => {
  test('a text that ends the process fails alone: those that wait are planned by the next one', async () => {
    const process = planner();
    const outcomes = await Promise.allSettled(
      ['{ rates }', crashing, '{ product { name } }', '{ rates }'].map((text) =>
        process.plan(text),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(outcomes[1]).toMatchObject({ reason: coded('PLANNER_UNAVAILABLE') });
    expect(events).toContainEqual({
      event: 'planner.ended',
      fields: { planner: 'native', how: 'SIGSEGV', endings: 1 },
    });
  });

  test('a text that has no end is ended at its deadline, and the next one is planned', async () => {
    const process = planner({ planTimeoutMs: 300 });
    await process.open();
    const began = performance.now();
    const [hung, after] = await Promise.allSettled([
      process.plan(endless),
      process.plan('{ rates }'),
    ]);
    expect(hung).toMatchObject({ status: 'rejected', reason: coded('PLANNER_UNAVAILABLE') });
    expect(after.status).toBe('fulfilled');
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('a text that waits too long for its turn is refused', async () => {
    const process = planner({ planTimeoutMs: 1_000, waitTimeoutMs: 100 });
    await process.open();
    const hung = process.plan(endless);
    hung.catch(() => undefined);
    await expect(process.plan('{ rates }')).rejects.toEqual(coded('PLANNER_UNAVAILABLE'));
  });

  test('more texts than may wait are refused at once', async () => {
    const process = planner({ waitingMax: 2 });
    await process.open();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => process.plan('{ rates }')),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
  });

  test('a process that ends again and again is given up, and tried anew for a later text', async () => {
    const process = planner({ startsMax: 2 });
    const refused = await Promise.allSettled([
      process.plan(crashing),
      process.plan(crashing),
      process.plan('{ rates }'),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(process.plan('{ rates }')).resolves.toMatchObject({ root: { kind: 'fetch' } });
  });

  test('a supergraph that cannot be read is said at once, and nothing is tried again', async () => {
    const process = planner({}, 'native', 'type {');
    await expect(process.plan('{ rates }')).rejects.toEqual(coded('INTERNAL'));
    expect(events).not.toContainEqual(expect.objectContaining({ event: 'planner.ended' }));
  });

  test('a text without a plan is refused without the words of the planner', async () => {
    const refusal = planner().plan('{ secret(of: "a literal") }');
    await expect(refusal).rejects.toEqual(coded('INTERNAL'));
    await expect(refusal).rejects.not.toThrow(/secret|literal/);
  });

  test('after closing nothing is planned, and what waited is refused', async () => {
    const process = planner();
    await process.open();
    const waiting = [process.plan(endless), process.plan('{ rates }')].map((plan) =>
      plan.catch((error: unknown) => error),
    );
    await Promise.resolve();
    await process.close();
    expect(await Promise.all(waiting)).toEqual([
      coded('PLANNER_UNAVAILABLE'),
      coded('PLANNER_UNAVAILABLE'),
    ]);
    await expect(process.plan('{ rates }')).rejects.toEqual(coded('PLANNER_UNAVAILABLE'));
  });
});

describe('both planners work in a process of their own', () => {
  test.each<['native' | 'apollo']>([['native'], ['apollo']])('%s', async (kind) => {
    const { root } = await planner({}, kind).plan('{ product { price } }');
    expect(root).toMatchObject({
      kind: 'sequence',
      steps: [{ subgraph: 'goods' }, { subgraph: 'freight', parts: [{ kind: 'entities' }] }],
    });
  });
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { opportunityStages, opportunityTransitions } from '../../../subgraphs/crm/states.ts';
import { createCrmWorld, start, type CrmWorld } from './crmWorld.ts';
import { insert, opportunityRow } from './fixtures.ts';

let world: CrmWorld;

beforeAll(async () => {
  world = await createCrmWorld();
});
afterAll(() => world.close());

let count = 0;
const dealAt = async (stage: string): Promise<string> => {
  count += 1;
  const id = `deal-${String(count)}`;
  const closed = stage.startsWith('CLOSED') ? { closed_at: start } : {};
  await insert(world.owner, 'opportunity', opportunityRow(id, 'company', { stage, ...closed }));
  return id;
};

const quoteOf = (opportunity: string, status: string): Promise<void> =>
  insert(world.owner, 'quote', {
    id: `quote-${opportunity}`,
    number: `Q-${opportunity}`,
    customer_id: 'company',
    opportunity_id: opportunity,
    status,
    revision: 1,
    valid_until: '2026-12-31',
    price_list_id: 'list-eur',
    currency: 'EUR',
    subtotal_minor: 1,
    discount_total_minor: 0,
    total_minor: 1,
    author_id: 'rep-1',
    created_at: start,
    version: 1,
  });

const move = (id: string, to: string, more: object = {}): ReturnType<CrmWorld['run']> =>
  world.run('moveOpportunity', {
    id,
    expectedVersion: 1,
    to,
    lostReason: to === 'CLOSED_LOST' ? 'price' : null,
    ...more,
  });

const pairs = opportunityStages.flatMap((from) =>
  opportunityStages.map((to) => [from, to] as const),
);
const steps = pairs.filter(([from, to]) => opportunityTransitions[from].includes(to));
const leaps = pairs.filter((pair) => !steps.includes(pair));

test.each(leaps)('from %s to %s there is no step', async (from, to) => {
  const id = await dealAt(from);
  const before = await world.everything();
  expect((await move(id, to)).refusals).toEqual(['INVALID_TRANSITION to']);
  expect(await world.everything()).toBe(before);
});

test.each<[guarantee: string, to: string, change: object, refusal: string]>([
  ['a deal that does not exist', 'PROPOSAL', { id: 'nothing' }, 'NOT_FOUND id'],
  ['a stale version', 'PROPOSAL', { expectedVersion: 2 }, 'CONFLICT expectedVersion'],
  ['a lost deal without a reason', 'CLOSED_LOST', { lostReason: null }, 'INVALID_INPUT lostReason'],
  ['a reason of blanks', 'CLOSED_LOST', { lostReason: '  ' }, 'INVALID_INPUT lostReason'],
  ['a reason for what is not lost', 'PROPOSAL', { lostReason: 'no' }, 'INVALID_INPUT lostReason'],
  ['a won deal without a quote', 'CLOSED_WON', {}, 'INVALID_TRANSITION to'],
])('%s is refused, and nothing is written', async (_guarantee, to, change, refusal) => {
  const id = await dealAt('NEGOTIATION');
  const before = await world.everything();
  expect((await move(id, to, change)).refusals).toEqual([refusal]);
  expect(await world.everything()).toBe(before);
});

test('a quote that the customer has not accepted wins no deal', async () => {
  const id = await dealAt('NEGOTIATION');
  await quoteOf(id, 'SENT');
  expect((await move(id, 'CLOSED_WON')).refusals).toEqual(['INVALID_TRANSITION to']);
});

test.each(steps)('from %s to %s there is a step, and it is kept', async (from, to) => {
  const id = await dealAt(from);
  if (to === 'CLOSED_WON') await quoteOf(id, 'ACCEPTED');
  const { payload, refusals } = await move(id, to);
  expect(refusals).toEqual([]);
  const isClosed = to.startsWith('CLOSED');
  expect(payload.opportunity).toMatchObject({
    stage: to,
    version: 2,
    closedAt: isClosed ? start : null,
  });
  const { rows } = await world.owner.query(
    'select from_stage, to_stage, by_user_id from stage_change where opportunity_id = $1',
    [id],
  );
  expect(rows).toEqual([{ from_stage: from, to_stage: to, by_user_id: 'actor-1' }]);
});

test('the chance of winning and the forecast follow the stage', async () => {
  const { payload } = await move(await dealAt('PROPOSAL'), 'NEGOTIATION');
  expect(payload.opportunity).toMatchObject({ probability: '0.8000', forecastCategory: 'COMMIT' });
  const lost = await move(await dealAt('NEGOTIATION'), 'CLOSED_LOST');
  expect(lost.payload.opportunity).toMatchObject({
    probability: '0.0000',
    forecastCategory: 'OMITTED',
  });
});

test('of two people who move a deal at once, one is told of the other', async () => {
  const id = await dealAt('DEMO');
  const outcomes = await Promise.all([move(id, 'PROPOSAL'), move(id, 'QUALIFICATION')]);
  expect(outcomes.flatMap(({ refusals }) => refusals)).toEqual(['CONFLICT expectedVersion']);
});

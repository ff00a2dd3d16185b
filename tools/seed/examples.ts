import { date, reached, type World, type WorldOrder } from './world.ts';

/** Variables with which each screen has something to show, by the screen's name. */
export type Examples = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export function examplesOf(world: World): Examples {
  const company = world.customers.find(
    ({ partyKind, active }) => partyKind === 'LEGAL_PERSON' && active,
  );
  const person = world.customers.find(
    ({ partyKind, active }) => partyKind === 'NATURAL_PERSON' && active,
  );
  const billed = (order: WorldOrder): boolean =>
    reached(order, 'billed') && order.customer.partyKind === 'LEGAL_PERSON';
  const order = world.orders.find(billed);
  return {
    'customer-360': { id: company?.id },
    'customer-360/natural-person': { id: person?.id },
    'order-status': { number: order?.number },
    collections: { entity: world.id('entity', 'eu'), asOf: date(world.today) },
    'pipeline-board': {},
    convertLead: { id: world.id('lead', 0) },
  };
}

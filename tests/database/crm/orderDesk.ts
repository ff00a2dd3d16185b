import { expect } from '@jest/globals';
import { start, type CrmWorld, type Outcome } from './crmWorld.ts';
import { insert, orderLineRow, orderRow } from './fixtures.ts';

export interface Terms {
  readonly customer_id?: string;
  readonly purchase_order_ref?: string;
  readonly order_date?: string;
}
export interface LineTerms {
  readonly quantity?: string;
  readonly discount_pct?: string;
}
type MakeOrder = (terms?: Terms, line?: LineTerms) => Promise<string>;

/** Brings orders to the state that a test begins with; each step is the command itself. */
export interface OrderDesk {
  readonly draft: MakeOrder;
  readonly sent: MakeOrder;
  readonly signed: MakeOrder;
  readonly released: MakeOrder;
  readonly release: (id: string, change?: object) => Promise<Outcome>;
  /** Finance says yes to everything, as itself, and forgets what it was asked. */
  readonly financeAgrees: () => void;
}

export const attestedUntil = '2026-01-10T12:05:00.000Z';

export const attestation = (rule: string, change: object = {}): object => ({
  rule,
  passed: true,
  at: start,
  validUntil: attestedUntil,
  ...change,
});

export function createOrderDesk(world: CrmWorld): OrderDesk {
  let count = 0;
  /** Lines differ from order to order, so that none looks like another unless a test wants it. */
  const draft: MakeOrder = async (terms = {}, line = {}) => {
    count += 1;
    const id = `order-${String(count)}`;
    const customer = terms.customer_id ?? 'company';
    await insert(world.owner, 'sales_order', orderRow(id, customer, { ...terms }));
    await insert(
      world.owner,
      'sales_order_line',
      orderLineRow(id, 1, { quantity: String(count), ...line }),
    );
    return id;
  };
  const done = async (command: string, variables: object): Promise<void> => {
    expect((await world.run(command, variables)).refusals).toEqual([]);
  };
  const sent: MakeOrder = async (terms, line) => {
    const id = await draft(terms, line);
    await done('requestOrderSignature', {
      id,
      expectedVersion: 1,
      signerPersonIds: [`person-${terms?.customer_id ?? 'company'}`],
    });
    return id;
  };
  const signed: MakeOrder = async (terms, line) => {
    const id = await sent(terms, line);
    const { rows } = await world.owner.query<{ id: string; document_sha256: string }>(
      `select e.id, e.document_sha256 from signature_envelope e
         join sales_order o on o.signature_id = e.id where o.id = $1`,
      [id],
    );
    await done('recordOrderSignature', {
      id,
      expectedVersion: 2,
      envelopeId: rows[0]?.id,
      documentSha256: rows[0]?.document_sha256,
      completedAt: start,
    });
    return id;
  };
  const release: OrderDesk['release'] = (id, change = {}) =>
    world.run('releaseOrderToErp', { id, expectedVersion: 3, ...change });
  return {
    draft,
    sent,
    signed,
    release,
    released: async (terms, line) => {
      const id = await signed(terms, line);
      expect((await release(id)).refusals).toEqual([]);
      return id;
    },
    financeAgrees: () => {
      world.finance.signsAs = 'finance';
      world.finance.calls.length = 0;
      world.finance.answers['attest-account'] = attestation('ACCOUNT_CONFIRMED');
      world.finance.answers['attest-credit'] = attestation('CREDIT_APPROVED');
    },
  };
}

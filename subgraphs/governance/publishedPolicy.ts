import type { BatchLoader, PolicyInForce } from '../host/definition.ts';

export type PublishedPolicy = PolicyInForce['lock'];

interface PolicyRow {
  readonly number: number;
  readonly lock: PublishedPolicy;
}

/** The policies as they were adopted, by number; read once a request, however often it is asked. */
export const publishedPolicies: BatchLoader<string, null, PublishedPolicy | undefined> = {
  name: 'publishedPolicies',
  load: async ({ db }, numbers) => {
    const rows = await db.query<PolicyRow>(
      'select number, lock from policy_epoch where number = any($1::integer[])',
      [numbers],
    );
    const byNumber = new Map(rows.map(({ number, lock }) => [String(number), lock]));
    return numbers.map((number) => byNumber.get(number));
  },
};

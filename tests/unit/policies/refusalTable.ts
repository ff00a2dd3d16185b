import { expect, test } from '@jest/globals';
import { refusals, type Edit } from './fixtures.ts';

/** What is broken, how, and exactly what is refused: `I1 Customer.colour`. */
export type Row = readonly [guarantee: string, edits: readonly Edit[], refused: readonly string[]];

/** Each row breaks one thing in a sound project. */
export const holds = (rows: readonly Row[]): void => {
  test.each(rows.map(([guarantee, edits, refused]) => ({ guarantee, edits, refused })))(
    '$guarantee',
    ({ edits, refused }) => {
      expect(refusals(edits)).toEqual(refused);
    },
  );
};

export const file = {
  crm: 'policies/crm.yaml',
  finance: 'policies/finance.yaml',
  pii: 'policies/customer-pii.yaml',
  purposes: 'policies/purposes.yaml',
  gate: 'policies/gate.yaml',
  crmSdl: 'schema/crm.graphql',
  financeSdl: 'schema/finance.graphql',
  piiSdl: 'schema/customer-pii.graphql',
} as const;

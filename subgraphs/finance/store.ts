import type { StoreDefinition } from '../host/definition.ts';
import { edges } from './edges.ts';
import { migrations } from './migrations.ts';
import { otherRows, types } from './types.ts';

/** Finance: accounts, credit, invoices, payments, taxes. */
export const finance: StoreDefinition = {
  name: 'finance',
  types,
  otherRows,
  migrations,
  edges,
  resolvers: {},
  commands: {},
  receives: {},
  answers: {},
};

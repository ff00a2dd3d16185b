import { expect, test } from '@jest/globals';
import { loadProject } from '../../../policies/compiler/loadProject.ts';
import { compilePolicies } from '../../../policies/compiler/compile.ts';

const project = loadProject();
const file = 'policies/customer-pii.yaml';

/** What the compiler says of I4 when a part of customer-pii's file is replaced. */
function problemsWith(was: RegExp | string, is: string): readonly string[] {
  const policies = project.policies.map((policy) => {
    if (policy.file !== file) return policy;
    const text = policy.text.replace(was, is);
    if (text === policy.text) throw new TypeError('nothing was replaced');
    return { ...policy, text };
  });
  return compilePolicies({ ...project, policies })
    .violations.filter(({ invariant }) => invariant === 'I4')
    .map(({ message }) => message);
}

const line = (coordinate: string, clause: RegExp): RegExp =>
  new RegExp(`(${coordinate.replace('.', '\\.')}: .*)${clause.source}`);

test.each<[guarantee: string, was: RegExp, is: string, message: string]>([
  [
    'a personal column without encryption is refused',
    line('Person.birthDate', /, protect: \{[^}]*\}/),
    '$1',
    'Person.birthDate is personal, and its column is not encrypted.',
  ],
  [
    'one that gives its reason and is encrypted is refused',
    line('Person.birthDate', /protect: \{/),
    '$1protect: {clear: for no reason, ',
    'Person.birthDate is encrypted and says why it is not.',
  ],
  [
    'one that is encrypted and looked up without an index is refused',
    line('EmailAddress.value', /index: hmac/),
    '$1index: none',
    'EmailAddress.value is encrypted, and may be looked up without an index.',
  ],
  [
    'one that has an index for nobody is refused',
    line('NationalId.value', /index: none/),
    '$1index: hmac',
    'NationalId.value is encrypted, and may be looked up by nobody, but has an index.',
  ],
  [
    'one that is encrypted and sorted by is refused',
    line('EmailAddress.value', /sort: \[\]/),
    '$1sort: [rights]',
    'EmailAddress.value is encrypted, and an encrypted value has no order.',
  ],
])('%s', (_guarantee, was, is, message) => {
  expect(problemsWith(was, is)).toContain(message);
});

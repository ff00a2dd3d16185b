import { commandGroup } from '../group.ts';
import type { Registration } from '../registry.ts';

const registrations: readonly Registration[] = [
  {
    name: 'diff',
    summary: 'Tell what a change of the policy lets people see, keep or do',
    load: () => import('./policy/diff.ts'),
  },
];

export const command = commandGroup(
  'policy',
  'What stewards and data-protection officers ask before a policy changes.',
  registrations,
);

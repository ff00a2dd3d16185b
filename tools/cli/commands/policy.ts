import { commandGroup } from '../group.ts';
import type { Registration } from '../registry.ts';

const registrations: readonly Registration[] = [
  {
    name: 'diff',
    summary: 'Tell what a change of the policy lets people see, keep or do',
    load: () => import('./policy/diff.ts'),
  },
  {
    name: 'propose',
    summary: 'Propose a policy against the one in force',
    load: () => import('./policy/propose.ts'),
  },
  {
    name: 'list',
    summary: 'List the policy in force and the proposals',
    load: () => import('./policy/list.ts'),
  },
  {
    name: 'show',
    summary: 'Show what a proposal changes and who signed it',
    load: () => import('./policy/show.ts'),
  },
  {
    name: 'approve',
    summary: 'Sign a proposal',
    load: () => import('./policy/approve.ts'),
  },
  {
    name: 'refuse',
    summary: 'Refuse a proposal',
    load: () => import('./policy/refuse.ts'),
  },
  {
    name: 'activate',
    summary: 'Put a proposal in force that has its signatures',
    load: () => import('./policy/activate.ts'),
  },
];

export const command = commandGroup(
  'policy',
  'What stewards and data-protection officers ask before a policy changes.',
  registrations,
);

import { commandGroup } from '../group.ts';

export const command = commandGroup(
  'keys',
  'The keys under which personal values are sealed: their generations, and their rotation.',
  [
    {
      name: 'list',
      summary: 'List the generations of keys and what each holds',
      load: () => import('./keys/list.ts'),
    },
    {
      name: 'rotate',
      summary: 'Move everything to new keys and destroy the ones before',
      load: () => import('./keys/rotate.ts'),
    },
  ],
);

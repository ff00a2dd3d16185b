import type { Registration } from '../../registry.ts';

export const auditRegistrations: readonly Registration[] = [
  {
    name: 'processing',
    summary: 'Record of processing activities, declared against observed',
    load: () => import('./processing.ts'),
  },
  {
    name: 'replay',
    summary: 'Decide recorded answers again under a proposed policy',
    load: () => import('./replay.ts'),
  },
  {
    name: 'watch',
    summary: 'Watch that the log only grows, as a witness of your own',
    load: () => import('./watch.ts'),
  },
  {
    name: 'trust',
    summary: 'Write trust.json, the keys that an auditor pins',
    load: () => import('./trust.ts'),
  },
];

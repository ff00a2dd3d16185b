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
];

import type { Registration } from '../../registry.ts';

export const auditRegistrations: readonly Registration[] = [
  {
    name: 'log',
    summary: 'Show entries, with their proofs where asked for',
    load: () => import('./log.ts'),
  },
  {
    name: 'exposure',
    summary: 'Name exactly whom and what an incident reached',
    load: () => import('./exposure.ts'),
  },
  {
    name: 'access-history',
    summary: 'Tell when and why a person’s data were shown',
    load: () => import('./accessHistory.ts'),
  },
  {
    name: 'evidence',
    summary: 'Write the folder that an auditor takes away',
    load: () => import('./evidence.ts'),
  },
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
    name: 'verify',
    summary: 'Verify a log or evidence by its files alone',
    load: () => import('./verify.ts'),
  },
  {
    name: 'verifier-hash',
    summary: 'Hash of the verifier in the page of the evidence',
    load: () => import('./verifierHash.ts'),
  },
  {
    name: 'trust',
    summary: 'Write trust.json, the keys that an auditor pins',
    load: () => import('./trust.ts'),
  },
  {
    name: 'export',
    summary: 'Write a part of the log into a folder, verified',
    load: () => import('./export.ts'),
  },
  {
    name: 'retention',
    summary: 'Retire the bodies of old entries, after exporting them',
    load: () => import('./retention.ts'),
  },
  {
    name: 'remove',
    summary: 'Remove subjects from entries: a law, and two people',
    load: () => import('./remove.ts'),
  },
];

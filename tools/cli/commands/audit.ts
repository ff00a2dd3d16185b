import { commandGroup } from '../group.ts';
import { auditRegistrations } from './audit/registry.ts';

export const command = commandGroup(
  'audit',
  'What an auditor or a data-protection officer asks of the audit log.',
  auditRegistrations,
);

import type { Command } from './command.ts';

export interface Registration {
  readonly name: string;
  readonly summary: string;
  /** A command's module is loaded when it is called: the production image lacks what some of them import. */
  readonly load: () => Promise<{ readonly command: Command }>;
}

export const registrations: readonly Registration[] = [
  {
    name: 'start',
    summary: 'Start everything on this machine, with synthetic data',
    load: () => import('./commands/start.ts'),
  },
  {
    name: 'stop',
    summary: 'Stop everything, or one part',
    load: () => import('./commands/stop.ts'),
  },
  {
    name: 'restart',
    summary: 'Stop one part and start it again',
    load: () => import('./commands/restart.ts'),
  },
  {
    name: 'screen',
    summary: 'Ask for a screen as a persona',
    load: () => import('./commands/screen.ts'),
  },
  {
    name: 'command',
    summary: 'Send a command as a persona',
    load: () => import('./commands/command.ts'),
  },
  {
    name: 'token',
    summary: 'Print an access token of a persona',
    load: () => import('./commands/token.ts'),
  },
  {
    name: 'screens',
    summary: 'List, register, retire and develop screens',
    load: () => import('./commands/screens.ts'),
  },
  {
    name: 'plan',
    summary: 'Show which stores a screen asks, and in what order',
    load: () => import('./commands/plan.ts'),
  },
  {
    name: 'gateway',
    summary: 'Serve any supergraph, without a policy',
    load: () => import('./commands/gateway.ts'),
  },
  {
    name: 'fields',
    summary: 'Show where fields come from and who may see them',
    load: () => import('./commands/fields.ts'),
  },
  {
    name: 'audit',
    summary: 'Ask, prove and replay what the audit log holds',
    load: () => import('./commands/audit.ts'),
  },
  {
    name: 'why',
    summary: 'Say why an answer lacked values',
    load: () => import('./commands/why.ts'),
  },
  {
    name: 'backup',
    summary: 'Write the databases into a folder',
    load: () => import('./commands/backup.ts'),
  },
  {
    name: 'keys',
    summary: 'List and rotate the keys that seal personal values',
    load: () => import('./commands/keys.ts'),
  },
  {
    name: 'policy',
    summary: 'Tell what a change of the policy means',
    load: () => import('./commands/policy.ts'),
  },
  {
    name: 'restrict',
    summary: 'Cut access to fields within a second',
    load: () => import('./commands/restrict.ts'),
  },
  {
    name: 'lift',
    summary: 'Agree to lift a restriction; two people are needed',
    load: () => import('./commands/lift.ts'),
  },
  {
    name: 'restrictions',
    summary: 'List restrictions, or verify the statement of one',
    load: () => import('./commands/restrictions.ts'),
  },
  {
    name: 'scan',
    summary: 'Look for copies of personal values',
    load: () => import('./commands/scan.ts'),
  },
  {
    name: 'check',
    summary: 'Check the policy map, the schema and the screens',
    load: () => import('./commands/check.ts'),
  },
  {
    name: 'generate',
    summary: 'Write all generated files',
    load: () => import('./commands/generate.ts'),
  },
  {
    name: 'install',
    summary: 'Make the keys of processes that run on servers of your own',
    load: () => import('./commands/install.ts'),
  },
  {
    name: 'migrate',
    summary: 'Bring the databases to the present schema',
    load: () => import('./commands/migrate.ts'),
  },
  {
    name: 'seed',
    summary: 'Fill empty databases with synthetic data',
    load: () => import('./commands/seed.ts'),
  },
];

import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { CommandFailure, defineCommand } from '../../cli/command.ts';
import { json, noWords } from '../../cli/options.ts';
import { startTemporarily } from '../temporaryInstallation.ts';
import { removeCopy } from './physicalCopy.ts';
import { proveBackups, type BackupsProof } from './proveBackups.ts';

/** What a proof shows to be wrong, as sentences. */
export function wrongIn({ logical, physical }: BackupsProof): readonly string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [logical.traces.length === 0, 'A backup holds a value of a person in clear.'],
    [physical.traces.length === 0, 'A copy of the files holds a value of a person in clear.'],
    [logical.sealed > 0 && logical.opened === logical.sealed, 'The backup is not whole.'],
    [logical.openedWithoutKeys === 0, 'A backup opens without its keys.'],
    [logical.ofCanary > 0, 'The backup holds nothing of the person who is erased.'],
    [logical.ofCanaryOnceErased === 0, 'A person who was erased can be read in a backup.'],
    [
      logical.ofOthersOnceErased === logical.opened - logical.ofCanary,
      'Others than the erased person were lost.',
    ],
    [physical.openedWithKeysOfThen === physical.sealed, 'The copy of the files is not whole.'],
    [physical.openedWithTodaysKeys === 0, 'An old copy of the files opens with the keys of today.'],
  ];
  return checks.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}

/** `npm run proof:backup`: what backups tell, and no longer tell. */
export const backupProof = defineCommand({
  name: 'proof:backup',
  summary: 'Reads backups after a person was erased and after keys were rotated.',
  details: [
    'Run it with npm run proof:backup. It takes about two minutes.',
    'Starts an installation of its own, registers a person, takes a backup of each database and a copy',
    'of the database files, destroys the keys of that person, rotates all others, and tries to read',
    'what it has kept. Ends with 1 where something can be read that may not be.',
  ],
  options: {},
  input: z.object({ json, words: noWords }),
  run: async ({ json: asJson }, context) => {
    const installation = await startTemporarily(context);
    const work = mkdtempSync(join(tmpdir(), 'referent-backups-'));
    chmodSync(work, 0o755);
    try {
      const { folder, run } = installation;
      const proof = await proveBackups({ folder, run: run(), work, clock: context.clock });
      const wrong = wrongIn(proof);
      if (wrong.length > 0) throw new CommandFailure(wrong.join(' '), { answer: proof });
      context.print(
        asJson
          ? JSON.stringify(proof, null, 2)
          : `Nothing can be read that may not be: ${String(proof.logical.sealed)} sealed values, keys rotated in ${String(proof.rotationSeconds)} s.`,
      );
    } finally {
      await installation.remove();
      removeCopy(work);
    }
  },
});

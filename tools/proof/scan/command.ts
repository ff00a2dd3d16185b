import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { askAs } from '../../cli/askAs.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../../cli/command.ts';
import { localDocument } from '../../cli/documents.ts';
import { json, noWords } from '../../cli/options.ts';
import { withClient } from '../../postgres/provision.ts';
import { scanRunning } from '../../scan/scanRunning.ts';
import type { InstallationScan } from '../../scan/scanInstallation.ts';
import { urlsOnPort } from '../../start/embeddedDatabases.ts';
import { ensureSecrets } from '../../start/secrets.ts';
import { startTemporarily, type TemporaryInstallation } from '../temporaryInstallation.ts';
import { judge, type Judged } from './judge.ts';
import { cleanColumns, copiesOf, plant, plantClean, type PlantedPerson } from './plant.ts';

/** `npm run proof:scan`: every planted copy is found, and nothing among a million clean cells. */
export const scanProof = defineCommand({
  name: 'proof:scan',
  summary: 'Plants copies of a person in every variant; the scan must find them and nothing else.',
  details: [
    'Run it with npm run proof:scan -- --cells N.',
    'Starts an installation of its own, registers a person, puts copies and clean cells into the',
    'database of CRM, scans, and removes it afterwards. Ends with 1 where a copy is missed or a',
    'clean cell raises an alarm.',
  ],
  options: {
    cells: { type: 'string', value: 'N', says: 'How many clean cells; 1,000,000 unless said.' },
  },
  input: z.object({
    cells: z
      .string()
      .regex(/^\d{3,8}$/, { message: 'must be from 100 to 99,999,999' })
      .transform(Number)
      .default(1_000_000),
    json,
    words: noWords,
  }),
  run: async ({ cells, json: asJson }, context) => {
    const installation = await startTemporarily(context);
    try {
      const proof = await prove(installation, cells, context);
      if (proof.missed.length > 0 || proof.falseAlarms > 0) {
        throw new CommandFailure(
          `Missed: ${proof.missed.join(', ') || 'none'}; false alarms: ${String(proof.falseAlarms)}.`,
          { answer: proof },
        );
      }
      if (asJson) context.print(JSON.stringify(proof, null, 2));
      else {
        context.print(
          `${String(proof.found)} of ${String(proof.planted)} copies found, no false alarm on ${String(proof.cleanCells)} clean cells, ${String(proof.cellsPerSecond)} cells a second.`,
        );
      }
    } finally {
      await installation.remove();
    }
  },
});

interface ScanProof extends Judged {
  readonly cleanCells: number;
  readonly cells: number;
  readonly cellsPerSecond: number;
  readonly values: number;
  readonly leftOut: object;
}

const person: PlantedPerson = {
  given: 'Philippa',
  family: 'Probegut',
  email: 'Philippa.Probegut@Example.org',
  phone: '+33639984711',
};

async function prove(
  { folder, run }: TemporaryInstallation,
  cells: number,
  context: CommandContext,
): Promise<ScanProof> {
  const url = run().url;
  await askAs(
    {
      document: localDocument('command', 'registerPerson'),
      as: 'account-manager',
      variables: { input: person, idempotencyKey: randomUUID() },
      ...{ sources: false, data: folder.root, url },
    },
    context,
  );
  const copies = copiesOf(person);
  const rows = Math.ceil(cells / cleanColumns);
  const port = run().databases.crm?.port ?? 0;
  const { ownerUrl } = urlsOnPort('crm', port, ensureSecrets(folder));
  await withClient(ownerUrl, async (owner) => {
    await plant(owner, copies);
    await plantClean(owner, rows);
  });
  const { environment, clock } = context;
  const scan = await scanRunning({
    ...{ folder, run: run(), environment, clock },
    onProgress: () => undefined,
  });
  return proofOf(scan, judge(copies, scan.findings), rows * cleanColumns);
}

const proofOf = (
  { summary, opened }: InstallationScan,
  judged: Judged,
  cleanCells: number,
): ScanProof => ({
  ...judged,
  cleanCells,
  cells: summary.cells,
  cellsPerSecond: summary.cellsPerSecond,
  values: opened.values,
  leftOut: { ...opened.leftOut, fields: opened.fieldsLeftOut },
});

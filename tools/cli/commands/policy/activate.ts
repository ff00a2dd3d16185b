import { z } from 'zod';
import { canonicalJson } from '../../../../lib/canonicalJson.ts';
import {
  hashOfInstallationLock,
  parseInstallationLock,
  signInstallationLock,
  unsignedOf,
} from '../../../../lib/installationLock.ts';
import { readProcessKeys } from '../../../../lib/keys.ts';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../../policies/readLock.ts';
import { installActivated } from '../../../start/installation.ts';
import { defineCommand, type CommandContext } from '../../command.ts';
import { officerInput, officerOptions, openOffice } from '../../controls/office.ts';
import { findProposal, policyState, type PolicyState } from '../../controls/proposals.ts';
import { dataFolderText, dataOption, json, oneWord } from '../../options.ts';

const input = z.object({
  words: oneWord('the proposal'),
  json,
  ...officerInput,
  as: z.string().min(1).default('steward'),
  data: dataFolderText,
});

export const command = defineCommand({
  name: 'policy activate',
  summary: 'Puts a proposal in force that has its signatures; its number is the next epoch.',
  details: ['It signs the next lock of the installation with the key that made the ones before.'],
  positionals: 'PROPOSAL',
  options: { ...officerOptions, data: dataOption },
  input,
  run,
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const office = openOffice(given, context);
  const before = await policyState(office);
  const proposal = findProposal(before, given.words[0]);
  const present = parseInstallationLock(before.installation);
  const genesis = present.genesis ?? hashOfInstallationLock(present);
  const next = signInstallationLock(
    {
      ...unsignedOf(present),
      epoch: present.epoch + 1,
      policy: proposal.hash,
      previous: hashOfInstallationLock(present),
      genesis,
    },
    readProcessKeys(office.folder.keyFile('signer')),
  );
  const answer = await office.perform(
    { act: 'policy.activate', proposal: proposal.id, next: hashOfInstallationLock(next) },
    { installation: canonicalJson(next) },
  );
  const after = await policyState(office);
  keep(office.folder, after);
  if (given.json) context.print(JSON.stringify(answer, null, 2));
  else
    context.print(
      `In force as epoch ${String(next.epoch)}; each process takes it up when it is restarted.`,
    );
}

/** The processes of the data folder find it when they start. */
function keep(
  folder: Parameters<typeof installActivated>[0],
  { inForce, installation }: PolicyState,
): void {
  const project = readPolicyLock(projectFile('policies', 'policy.lock.json')).hash;
  installActivated(folder, parseInstallationLock(installation), inForce.lock, project);
}

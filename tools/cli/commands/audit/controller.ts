import { z } from 'zod';
import type { Controller } from '../../../../policies/processing/recordFormat.ts';
import { readJsonFile } from '../../../start/files.ts';
import { UsageError, type OptionSpec } from '../../command.ts';

export const controllerOption: OptionSpec = {
  type: 'string',
  value: 'FILE',
  says: 'JSON with name, contact, representative (or null) and dataProtectionOfficer.',
};

const Format = z.strictObject({
  name: z.string().min(1),
  contact: z.string().min(1),
  representative: z.string().min(1).nullable(),
  dataProtectionOfficer: z.string().min(1),
});

/** Who answers for the processing, as the record names it. */
export function readController(file: string | undefined): Controller | undefined {
  if (file === undefined) return undefined;
  const controller = readJsonFile(file, Format);
  if (controller === undefined) {
    throw new UsageError(
      `--controller: ${file} is no JSON with name, contact, representative and dataProtectionOfficer`,
    );
  }
  return controller;
}

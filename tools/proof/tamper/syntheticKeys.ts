import { generateProcessKeys, type ProcessKeys } from '../../../lib/keys.ts';
import { demonstrationOfficers } from '../../../lib/officers.ts';
import { keyHolders } from '../../../lib/processNames.ts';

/** The keys of an installation that never ran. */
export interface SyntheticKeys {
  readonly processes: ReadonlyMap<string, ProcessKeys>;
  readonly signer: ProcessKeys;
}

export const makeKeys = (): SyntheticKeys => ({
  processes: new Map(
    [...keyHolders, ...demonstrationOfficers].map((name) => [name, generateProcessKeys()]),
  ),
  signer: generateProcessKeys(),
});

export function keysOf({ processes }: SyntheticKeys, name: string): ProcessKeys {
  const keys = processes.get(name);
  if (keys === undefined) throw new TypeError(`no process is called ${name}`);
  return keys;
}

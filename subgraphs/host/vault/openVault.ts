import { ConfigError } from '../../../lib/config.ts';
import type { StoreConfig } from '../config.ts';
import type { StoreDefinition } from '../definition.ts';
import type { RunningVault, VaultContext } from './vault.ts';

/** The vault of a store that keeps values sealed; such a store does not come up without one. */
export async function openVault(
  { vault, name }: Pick<StoreDefinition, 'vault' | 'name'>,
  config: Pick<StoreConfig, 'keysDatabaseUrl'> & Partial<Pick<StoreConfig, 'vault'>>,
  shared: Pick<VaultContext, 'database' | 'clock' | 'log' | 'writeFact'>,
): Promise<RunningVault | undefined> {
  if (vault === undefined) return undefined;
  const { keysDatabaseUrl: keysUrl, vault: kept } = config;
  if (keysUrl === undefined || kept === undefined) {
    throw new ConfigError(`${name} keeps values sealed, and has no key database or no keys`);
  }
  return vault.create({ ...shared, keysUrl, config: kept });
}

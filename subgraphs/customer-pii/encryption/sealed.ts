import type { CommandContext, ReadContext } from '../../host/definition.ts';
import type { Vault } from '../../host/vault/vault.ts';
import type { SealedTableName } from './sealedTables.ts';

type WithVault = Pick<CommandContext | ReadContext, 'vault'>;

/** This store does not come up without its vault. */
export function vaultOf({ vault }: WithVault): Vault {
  if (vault === undefined) throw new TypeError('a vault was expected');
  return vault;
}

/** A row, or the changed part of one with its key and owner, as it is written. */
export async function sealed<Row extends object>(
  context: WithVault,
  table: SealedTableName,
  row: Row,
): Promise<Row> {
  const [written] = await vaultOf(context).seal(table, [row]);
  if (written === undefined) throw new TypeError('a row was expected');
  return written;
}

/** Rows that a command read, open from then on. */
export async function opened<Row extends object>(
  context: WithVault,
  table: SealedTableName,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  await vaultOf(context).opener()(rows.map((row) => ({ table, row })));
  return rows;
}

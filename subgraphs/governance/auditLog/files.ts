import type { ReadContext } from '../../host/definition.ts';

interface PathRow {
  readonly path: string;
}

/** `Query.auditFiles(…)`: what docs/audit-format.md lists and no size tells; a page in order of path. */
export async function auditFiles(
  _root: unknown,
  { after }: { readonly after?: string | null },
  { db }: ReadContext,
): Promise<readonly string[]> {
  const rows = await db.query<PathRow>(
    `select path from (
       select 'checkpoints/' || size as path from audit_checkpoint
       union all
       select format('receipts/%s/%s/%s.json', store, incarnation, lpad(from_n::text, 12, '0'))
         from audit_receipt_segment
       union all
       select 'locks/policy/' || hash || '.json' from policy_epoch
       union all
       select 'locks/installation/' || number || '.json'
         from generate_series(1, (select max(number) from policy_epoch)) number
       union all
       select 'locks/acts/' || l.epoch || '.json' from installation_lock l
         join control_act a on a.act = 'policy.activate' and a.payload::jsonb ->> 'next' = l.hash
     ) as files
     where $1::text is null or path collate "C" > $1
     order by path collate "C" limit 1000`,
    [after ?? null],
  );
  return rows.map(({ path }) => path);
}

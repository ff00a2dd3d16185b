import type { Entry } from '../../../audit/entry.ts';
import type { ReceiptSegment } from '../../../audit/receipt.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { ErrorCode } from '../../../lib/errors/catalogue.ts';
import type { Database } from '../definition.ts';

/** What governance has not acknowledged yet. */
export interface WaitingRow {
  readonly id: string;
  readonly kind: 'entry' | 'segment';
  readonly body: string;
}

/** Keeps an entry or a segment until governance has it. */
export const keepForLog = async (
  db: Database,
  at: string,
  ...rows: readonly (
    | { readonly kind: 'entry'; readonly body: Entry }
    | { readonly kind: 'segment'; readonly body: ReceiptSegment }
  )[]
): Promise<void> => {
  await db.query(
    `insert into audit_outbox (kind, body, created_at)
     select g.kind, g.body, $3::timestamptz from unnest($1::text[], $2::text[])
       with ordinality g(kind, body, n) order by g.n`,
    [rows.map(({ kind }) => kind), rows.map(({ body }) => canonicalJson(body)), at],
  );
};

/** The oldest rows, as many as one delivery may hold. */
export async function waitingForLog(
  db: Database,
  { rowsMax, charactersMax }: { readonly rowsMax: number; readonly charactersMax: number },
): Promise<readonly WaitingRow[]> {
  return db.query<WaitingRow>(
    `select w.id, w.kind, w.body from (
       select p.id, p.kind, p.body, row_number() over (order by p.id) as n,
         sum(length(p.body)) over (order by p.id) as characters
       from (
         select id, kind, body from audit_outbox where refused_at is null order by id limit $1
       ) p) w
     where w.n = 1 or w.characters <= $2 order by w.n`,
    [rowsMax, charactersMax],
  );
}

export const forgetDelivered = async (db: Database, rows: readonly WaitingRow[]): Promise<void> => {
  await db.query('delete from audit_outbox where id = any($1::bigint[])', [
    rows.map(({ id }) => id),
  ]);
};

/** Keeps what governance refuses for good, out of the way of what came after it. */
export const keepRefused = async (
  db: Database,
  { id }: WaitingRow,
  code: ErrorCode,
  at: string,
): Promise<void> => {
  await db.query('update audit_outbox set refused_code = $2, refused_at = $3 where id = $1', [
    ...[id, code, at],
  ]);
};

/** Lets what was refused be tried again; answers how many rows that are. */
export async function tryRefusedAgain(db: Database): Promise<number> {
  const rows = await db.query(
    `update audit_outbox set refused_code = null, refused_at = null
     where refused_at is not null returning id`,
  );
  return rows.length;
}

export async function refusedRows(db: Database): Promise<number> {
  const [row] = await db.query<{ readonly refused: number }>(
    'select count(*)::int as refused from audit_outbox where refused_at is not null',
  );
  return row?.refused ?? 0;
}

/** The body of a delivery: rows are JSON already. */
export function deliveryText(rows: readonly WaitingRow[]): string {
  const of = (kind: WaitingRow['kind']): string =>
    rows
      .filter((row) => row.kind === kind)
      .map(({ body }) => body)
      .join(',');
  return `{"entries":[${of('entry')}],"segments":[${of('segment')}]}`;
}

import { publishedReceipts } from '../../../audit/log/published.ts';
import type { Database } from '../../host/definition.ts';

/** Kinds of files that no size of the log tells of. */
const kinds = ['checkpoints', 'locks', 'receipts'] as const;

/** A page of the list of one kind (docs/audit-format.md, "Over HTTP"). */
export interface IndexPage {
  readonly kind: (typeof kinds)[number];
  /** Files after this place. */
  readonly after: string;
}

const shape = new RegExp(`^index/(${kinds.join('|')})/(0|[1-9]\\d{0,15})$`);

/** The page that a path names, or undefined unless it is written in just this way. */
export function indexPage(path: string): IndexPage | undefined {
  const [, name, after] = shape.exec(path) ?? [];
  const kind = kinds.find((known) => known === name);
  return kind === undefined || after === undefined ? undefined : { kind, after };
}

interface ListedFile {
  readonly place: string;
  readonly path: string;
}

/** Each has an index that it is read along: a page costs the same, however long the log is. */
const statements: Readonly<Record<IndexPage['kind'], string>> = {
  checkpoints: `select size as place, 'checkpoints/' || size as path
      from audit_checkpoint where size > $1 order by size limit 1000`,
  // A version of the policy brings up to three files: a page ends after all of them.
  locks: `with versions as (
        select number, hash from policy_epoch where number > $1 order by number limit 300
      )
      select number as place, path from (
        select number, 'locks/installation/' || number || '.json' as path from versions
        union all
        select number, 'locks/policy/' || hash || '.json' from versions
        union all
        select number, 'locks/acts/' || number || '.json'
          from versions join installation_lock l on l.epoch = number
          join control_act a on a.act = 'policy.activate' and a.payload::jsonb ->> 'next' = l.hash
      ) files order by number, path`,
  receipts: `select number as place, path from (
        select number, format('receipts/%s/%s/%s.json', store, incarnation, lpad(from_n::text, 12, '0')) as path
          from audit_receipt_segment
         where number > $1 and number <= (select upto from audit_published where what = '${publishedReceipts}')
         order by number limit 1000
      ) files`,
};

/** A line a file, `<place> <path>`, at most a thousand; no text: there is none after that place. */
export async function indexText(db: Database, { kind, after }: IndexPage): Promise<string> {
  const rows = await db.query<ListedFile>(statements[kind], [after]);
  return rows.map(({ place, path }) => `${place} ${path}\n`).join('');
}

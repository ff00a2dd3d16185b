import { AppError } from '../../../lib/errors/appError.ts';
import type { ListPlan } from '../graph/listPlan.ts';
import type { Arguments, PageQuestion } from './listStatement.ts';

const firstDefault = 20;
const firstMax = 100;
const cursorLengthMax = 256;

/** The whole list that a connection shows a page of; for what is computed over it, as totals are. */
export interface ConnectionRows {
  readonly plan: ListPlan;
  /** The parent's value that the rows meet; empty for root lists. */
  readonly parentKey: string;
  readonly args: Arguments;
}

/** A Relay connection as the resolvers of its further fields get it. */
export interface ConnectionParent {
  readonly rows: ConnectionRows;
}

/** Rows of one parent, and how many there are where that was asked. */
export interface Page {
  readonly rows: readonly object[];
  readonly hasNextPage: boolean;
  readonly total: number | null;
}

/** Where a page begins and ends by `first` (1 to 100) and `after`. One row more tells of a next page. */
export function pageOf(args: Arguments): PageQuestion {
  const first = args.first ?? firstDefault;
  if (typeof first !== 'number' || !Number.isInteger(first) || first < 1 || first > firstMax) {
    throw new AppError('INVALID_INPUT', { subject: 'first' });
  }
  return { limit: first + 1, after: afterOf(args) };
}

/** Cursors are opaque and hold only the key of their row. */
export const cursorOf = (key: unknown): string => Buffer.from(String(key)).toString('base64url');

function afterOf({ after }: Arguments): string | undefined {
  if (after === undefined || after === null) return undefined;
  const isCursor =
    typeof after === 'string' && after.length <= cursorLengthMax && /^[\w-]+$/.test(after);
  const key = isCursor ? Buffer.from(after, 'base64url').toString('utf8') : '\0';
  if (key.includes('\0')) throw new AppError('INVALID_INPUT', { subject: 'after' });
  return key;
}

/** Shapes a page as the graph's connections are. */
export function connectionOf(rows: ConnectionRows, page: Page): ConnectionParent {
  const { property } = rows.plan.row.key;
  const edges = page.rows.map((node) => ({
    cursor: cursorOf((node as Readonly<Record<string, unknown>>)[property]),
    node,
  }));
  const pageInfo = {
    hasNextPage: page.hasNextPage,
    hasPreviousPage: (rows.args.after ?? null) !== null,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  const connection = { rows, edges, totalCount: page.total, pageInfo };
  return connection;
}

/** Lists without pages are bounded too. */
export const wholeListQuestion: PageQuestion = { limit: 1_001, after: undefined };

/** A list that is longer than the bound is refused rather than cut. */
export function wholeList(page: Page): readonly object[] {
  if (page.hasNextPage) throw new AppError('LIMIT_EXCEEDED');
  return page.rows;
}

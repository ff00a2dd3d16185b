import { columnOf, type RowShape } from '../rows.ts';

/** One term of a list's order, as SQL over the alias `t`. */
export interface OrderTerm {
  readonly sql: string;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  readonly nullable: boolean;
}

export const ascending = (sql: string, nullable: boolean): OrderTerm => ({
  sql,
  descending: false,
  nullsFirst: false,
  nullable,
});

/** The other direction, where PostgreSQL puts nulls first. */
export const descending = (term: OrderTerm): OrderTerm => ({
  ...term,
  descending: true,
  nullsFirst: true,
});

const termPattern = /^(.+?)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?$/i;

/**
 * Parses the order of an edge. A bare word is a column of the target; anything else is SQL over
 * `t`. Returns undefined for a word that is no column. The key comes last, so that rows never tie.
 */
export function parseOrder(
  order: string,
  shape: RowShape,
  keyColumn: string,
): readonly OrderTerm[] | undefined {
  const terms = splitTopLevel(order).map((part) => parseTerm(part, shape));
  const known = terms.filter((term) => term !== undefined);
  return known.length === terms.length ? withKeyLast(known, keyColumn) : undefined;
}

function parseTerm(part: string, shape: RowShape): OrderTerm | undefined {
  const [, expression = '', direction = 'asc', nulls] = termPattern.exec(part) ?? [];
  const value = termValue(expression, shape);
  if (value === undefined) return undefined;
  const isDescending = direction.toLowerCase() === 'desc';
  const nullsFirst = nulls === undefined ? isDescending : nulls.toLowerCase() === 'first';
  return { ...value, descending: isDescending, nullsFirst };
}

function termValue(
  expression: string,
  shape: RowShape,
): Pick<OrderTerm, 'sql' | 'nullable'> | undefined {
  if (!/^\w+$/.test(expression)) {
    return /\bt\./.test(expression) ? { sql: expression, nullable: true } : undefined;
  }
  const column = columnOf(shape, expression);
  if (column === undefined) return undefined;
  return { sql: `t."${column.column}"`, nullable: column.nullable };
}

/** A unique end makes the order total, which keyset paging needs. */
export const withKeyLast = (
  terms: readonly OrderTerm[],
  keyColumn: string,
): readonly OrderTerm[] => {
  const key = `t."${keyColumn}"`;
  return terms.some(({ sql }) => sql === key) ? terms : [...terms, ascending(key, false)];
};

export const orderSql = (terms: readonly OrderTerm[]): string =>
  terms
    .map(
      ({ sql, descending: down, nullsFirst }) =>
        `${sql} ${down ? 'desc' : 'asc'} nulls ${nullsFirst ? 'first' : 'last'}`,
    )
    .join(', ');

/** SQL that is true for rows `t` which come after the cursor's row, whose terms are `c.k0`, `c.k1`, … */
export function afterSql(terms: readonly OrderTerm[]): string {
  return terms.reduceRight((rest, term, index) => {
    const own = `c.k${String(index)}`;
    const beyond = `${term.sql} ${term.descending ? '<' : '>'} ${own}`;
    if (!term.nullable) {
      return rest === '' ? `(${beyond})` : `(${beyond} or (${term.sql} = ${own} and ${rest}))`;
    }
    const nulls = term.nullsFirst
      ? `(${term.sql} is not null and ${own} is null)`
      : `(${term.sql} is null and ${own} is not null)`;
    const tie = rest === '' ? '' : ` or (${term.sql} is not distinct from ${own} and ${rest})`;
    return `(${beyond} or ${nulls}${tie})`;
  }, '');
}

/** Splits at commas outside parentheses. */
function splitTopLevel(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] = `${parts.at(-1) ?? ''}${character}`;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

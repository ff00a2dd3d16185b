import DataLoader from 'dataloader';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { ListPlan } from '../graph/listPlan.ts';
import type { Page } from './connection.ts';
import type { Arguments, ListAsked, ListSelection, PageQuestion } from './listStatement.ts';
import type { RowPlan } from './rowPlan.ts';
import { pagesOf, type Reading } from './statements.ts';
import { visibleSql } from './visibility.ts';

export interface ListReadsInput {
  readonly reading: Reading;
  readonly rowsOf: (plan: ListPlan) => RowPlan;
}

export type ReadList = (
  plan: ListPlan,
  parentKey: string,
  args: Arguments,
  selection: ListSelection,
) => Promise<Page>;

/** One list as it is asked, with the name by which equal ones are known. */
interface Asked extends ListSelection {
  readonly name: string;
  readonly plan: ListPlan;
  readonly args: Arguments;
}

/** The same, for all parents of a batch. */
interface List {
  readonly asked: Asked;
  readonly parents: string[];
}

interface ListKey {
  readonly asked: Asked;
  readonly parentKey: string;
}

/** More lists than this in one statement would make it a different one for each screen. */
const listsMax = 8;

/**
 * Lists, batched by the table that they list and what their parents are known by: lists with
 * different conditions, arguments or names share a statement, as e-mail addresses and telephone
 * numbers do that are rows of one table.
 */
export function createListReads(input: ListReadsInput): ReadList {
  const loaders = new Map<string, DataLoader<ListKey, Page, string>>();
  const names = createNames();
  return (plan, parentKey, args, selection) => {
    const asked = names(plan, args, selection);
    const parent = plan.parent?.column.type ?? '';
    const together = `${plan.row.shape.table} ${parent}`;
    let loader = loaders.get(together);
    if (loader === undefined) {
      loader = new DataLoader<ListKey, Page, string>((keys) => load(input, keys), {
        cacheKeyFn: (key) => `${key.asked.name} ${key.parentKey}`,
      });
      loaders.set(together, loader);
    }
    return loader.load({ asked, parentKey });
  };
}

/** The same object for a list asked again: parents of one field ask one after the other. */
function createNames(): (plan: ListPlan, args: Arguments, selection: ListSelection) => Asked {
  const latest = new Map<ListPlan, Asked>();
  return (plan, args, { page, count }) => {
    const last = latest.get(plan);
    if (last?.args === args && last.count === count && isSamePage(last.page, page)) return last;
    const name = `${plan.name} ${canonicalJson({ args, page, count })}`;
    const asked: Asked = { name, plan, args, page, count };
    latest.set(plan, asked);
    return asked;
  };
}

const isSamePage = (left: PageQuestion | undefined, right: PageQuestion | undefined): boolean =>
  left === right || (left?.limit === right?.limit && left?.after === right?.after);

async function load(input: ListReadsInput, keys: readonly ListKey[]): Promise<readonly Page[]> {
  const lists = new Map<string, List>();
  for (const { asked, parentKey } of keys) {
    const list = lists.get(asked.name) ?? { asked, parents: [] };
    lists.set(asked.name, list);
    list.parents.push(parentKey);
  }
  const answers = await Promise.all(
    statementsOf([...lists.values()]).map((together) => read(input, together)),
  );
  const pages = new Map(answers.flat());
  return keys.map(({ asked, parentKey }) => {
    const page = pages.get(`${asked.name} ${parentKey}`);
    if (page === undefined) throw new TypeError('a list without an answer');
    return page;
  });
}

/** A number alone has no rows to stand beside the rows of others. */
function statementsOf(lists: readonly List[]): readonly (readonly List[])[] {
  const paged = lists.filter(({ asked }) => asked.page !== undefined);
  const counted = lists.filter(({ asked }) => asked.page === undefined);
  const statements: (readonly List[])[] = counted.map((list) => [list]);
  for (let index = 0; index < paged.length; index += listsMax) {
    statements.push(paged.slice(index, index + listsMax));
  }
  return statements;
}

async function read(
  { reading, rowsOf }: ListReadsInput,
  lists: readonly List[],
): Promise<readonly (readonly [string, Page])[]> {
  const asked = lists.map(({ asked: { plan, args, page, count }, parents }): ListAsked => {
    const visible = visibleSql(plan.target, reading.purpose);
    return { plan, args, page, count, parents, visible, rows: rowsOf(plan) };
  });
  const pages = await pagesOf(reading, asked);
  return lists.flatMap(({ asked: { name }, parents }, index) =>
    parents.flatMap((parent, place) => {
      const page = pages[index]?.[place];
      return page === undefined ? [] : [[`${name} ${parent}`, page] as const];
    }),
  );
}

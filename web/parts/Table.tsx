import { use } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useSpeech } from '../words/language.tsx';
import { AnswerContext, Mark, Value } from './Value.tsx';

export interface Column<Row> {
  readonly head: string;
  /** Below the row's own path. */
  readonly path: string;
  readonly show: (row: Row) => ReactNode;
  readonly numeric?: boolean;
}

interface TableProps<Row> {
  readonly title: string;
  /** Of a row: `customer.orders.edges.*.node`, with the row's position in place of `*`. */
  readonly path: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly level?: 2 | 3;
}

/** A section with a list; each column's head carries the mark of its store. */
export function TableSection<Row>(props: TableProps<Row>): ReactElement {
  const { title, rows, level = 2 } = props;
  const { say } = useSpeech();
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section aria-label={title} className="panel">
      <Heading>{title}</Heading>
      {rows.length === 0 ? <Missing {...props} /> : <Table {...props} />}
      <span className="unseen">
        {say('count')}: {rows.length}
      </span>
    </section>
  );
}

/** No rows: because there are none, or because their store is away. */
function Missing<Row>({ path }: TableProps<Row>): ReactElement {
  const [list = path] = path.split('.*');
  return (
    <p>
      <Value path={list} value={null} />
    </p>
  );
}

function Table<Row>({ title, path, rows, columns, keyOf }: TableProps<Row>): ReactElement {
  return (
    <div className="scroller" role="group" aria-label={title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.head} column={column} path={path} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, position) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.head} className={column.numeric === true ? 'numeric' : undefined}>
                  <Value
                    path={`${path.replace('*', String(position))}.${column.path}`}
                    value={column.show(row)}
                    reachable={false}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row>({
  column,
  path,
}: {
  readonly column: Column<Row>;
  readonly path: string;
}): ReactElement {
  const mark = use(AnswerContext)?.sourceOf(`${path}.${column.path}`);
  return (
    <th scope="col" className={column.numeric === true ? 'numeric' : undefined}>
      <span className="value">
        {column.head}
        {mark !== undefined && <Mark mark={mark} reachable />}
      </span>
    </th>
  );
}

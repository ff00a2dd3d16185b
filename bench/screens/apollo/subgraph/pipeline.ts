import { OpportunityRow } from '../../../../subgraphs/crm/entities/pipeline.ts';
import { withLegalPerson } from '../../databases/pipelineTotals.ts';
import { connectionOf, type Connection } from './resolvers.ts';
import type { RowReads } from './rowReads.ts';

interface PipelineArguments {
  readonly first: number;
  readonly filter?: { readonly closeFrom?: string | null; readonly closeTo?: string | null } | null;
}

/** The pipeline board's list, with what its totals are summed over. */
export async function pipelineOf(
  reads: RowReads,
  { first, filter }: PipelineArguments,
): Promise<Connection & { readonly condition: string; readonly parameters: readonly unknown[] }> {
  const closing = [
    { operator: '>=', day: filter?.closeFrom },
    { operator: '<=', day: filter?.closeTo },
  ].filter(({ day }) => typeof day === 'string');
  const parameters = closing.map(({ day }) => day);
  const condition = [
    withLegalPerson('t.customer_id'),
    ...closing.map(
      ({ operator }, index) => `t.expected_close_date ${operator} $${String(index + 1)}::date`,
    ),
  ].join(' and ');
  const rows = await reads.dataSource
    .getRepository(OpportunityRow)
    .createQueryBuilder('t')
    .where(condition.replaceAll(/\$(\d+)/g, ':day$1'))
    .setParameters(
      Object.fromEntries(parameters.map((day, index) => [`day${String(index + 1)}`, day])),
    )
    .orderBy({ 't.expectedCloseDate': 'ASC', 't.id': 'ASC' })
    .take(first + 1)
    .getMany();
  return { ...connectionOf(rows, first), condition, parameters };
}

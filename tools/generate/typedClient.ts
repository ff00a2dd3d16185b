import { printSchema } from 'graphql';
import { apiSchemaOf } from '../../policies/apiSchema.ts';
import { parseScreen } from '../../policies/screen.ts';
import type { CompiledProject } from '../check/compileProject.ts';
import type { GeneratedFile } from './generatedFiles.ts';
import { graphFacts } from './graphFacts.ts';
import { typedDocuments } from './typedDocuments.ts';

/** What front-end teams import: every screen and command with its types and its id. */
export async function typedClientFiles({
  input,
  result,
  supergraph = '',
}: CompiledProject): Promise<readonly GeneratedFile[]> {
  const documents = input.screens
    .map(({ text }) => parseScreen(text))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const schema = printSchema(apiSchemaOf(supergraph));
  const rules = Object.values(result?.lock.fields ?? {});
  const stores = [...new Set(rules.map(({ store }) => store))].sort();
  return [
    { file: 'client/documents.generated.ts', text: await typedDocuments(schema, documents) },
    { file: 'client/graph.generated.ts', text: graphFacts(schema, documents, stores) },
  ];
}

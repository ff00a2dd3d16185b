import { printSchema } from 'graphql';
import { apiSchemaOf } from '../../policies/apiSchema.ts';
import { parseScreen } from '../../policies/screen.ts';
import type { CompiledProject } from '../check/compileProject.ts';
import type { GeneratedFile } from './generatedFiles.ts';
import { typedDocuments } from './typedDocuments.ts';

/** What front-end teams import: every screen and command with its types and its id. */
export async function typedClientFile({
  input,
  supergraph = '',
}: CompiledProject): Promise<GeneratedFile> {
  const documents = input.screens
    .map(({ text }) => parseScreen(text))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return {
    file: 'client/documents.generated.ts',
    text: await typedDocuments(printSchema(apiSchemaOf(supergraph)), documents),
  };
}

import { canonicalJson } from '../../lib/canonicalJson.ts';
import type { CompiledProject } from '../check/compileProject.ts';
import { errorsReference } from './errorsReference.ts';
import { fieldsReference } from './fieldsReference.ts';

export interface GeneratedFile {
  /** Path from the project's root. */
  readonly file: string;
  readonly text: string;
}

/** Every generated file of the graph and its policy, as it should be now. */
export function generatedFiles({ result, supergraph }: CompiledProject): readonly GeneratedFile[] {
  const files: GeneratedFile[] = [{ file: 'docs/reference/errors.md', text: errorsReference() }];
  if (supergraph !== undefined) files.push({ file: 'schema/supergraph.graphql', text: supergraph });
  if (result !== undefined) {
    files.push(
      { file: 'policies/policy.lock.json', text: `${canonicalJson(result.lock)}\n` },
      { file: 'docs/reference/fields.md', text: fieldsReference(result.lock) },
    );
  }
  return files;
}

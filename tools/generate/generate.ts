import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFile } from '../../lib/projectRoot.ts';
import type { Violation } from '../../policies/compiler/types.ts';
import { compileProject, type CompileProjectOptions } from '../check/compileProject.ts';
import { generatedFiles, type GeneratedFile } from './generatedFiles.ts';
import { plansFile } from './plansFile.ts';
import { typedClientFiles } from './typedClient.ts';

export interface GenerateOptions extends CompileProjectOptions {
  /** Only report which files would change. */
  readonly dryRun?: boolean;
}

export interface GenerateResult {
  /** Files that were written, or with `dryRun` would be: those whose text differs. */
  readonly changed: readonly string[];
  /** Where there are any, nothing is written: a faulty policy is not published. */
  readonly violations: readonly Violation[];
  /** SHA-256 of the published policy. */
  readonly policyHash: string | undefined;
}

/** Writes the supergraph, the policy lock, the plans, the typed documents and the references made of them. */
export async function runGenerate(options: GenerateOptions = {}): Promise<GenerateResult> {
  const root = options.root ?? projectFile();
  const compiled = compileProject(options);
  const policyHash = compiled.result?.lock.hash;
  if (compiled.violations.length > 0) {
    return { changed: [], violations: compiled.violations, policyHash };
  }
  const files = [
    ...catalogueFile(options),
    ...generatedFiles(compiled),
    ...(await typedClientFiles(compiled)),
    ...(await plansFile(compiled)),
  ];
  const changed = files.filter(({ file, text }) => {
    const path = join(root, file);
    return !existsSync(path) || readFileSync(path, 'utf8') !== text;
  });
  if (options.dryRun !== true) {
    for (const { file, text } of changed) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
  }
  return { changed: changed.map(({ file }) => file), violations: [], policyHash };
}

/** The columns of the live databases, where they were read: later checks compare the map with them. */
const catalogueFile = ({ catalogue }: GenerateOptions): readonly GeneratedFile[] =>
  catalogue === undefined
    ? []
    : [{ file: 'schema/catalogue.json', text: `${JSON.stringify(catalogue, null, 1)}\n` }];

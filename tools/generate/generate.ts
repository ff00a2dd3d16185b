import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFile } from '../../lib/projectRoot.ts';
import type { Violation } from '../../policies/compiler/types.ts';
import { compileProject, type CompileProjectOptions } from '../check/compileProject.ts';
import { generatedFiles } from './generatedFiles.ts';

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

/** Writes the supergraph, the policy lock and the references that are made of them. */
export function runGenerate(options: GenerateOptions = {}): GenerateResult {
  const root = options.root ?? projectFile();
  const compiled = compileProject(options);
  const policyHash = compiled.result?.lock.hash;
  if (compiled.violations.length > 0) {
    return { changed: [], violations: compiled.violations, policyHash };
  }
  const changed = generatedFiles(compiled).filter(({ file, text }) => {
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

import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { projectFile } from '../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { runCheck } from '../../../tools/check/check.ts';
import { composeSupergraph } from '../../../tools/generate/compose.ts';
import { runGenerate } from '../../../tools/generate/generate.ts';

let root = '';
const inRoot = (file: string): string => join(root, file);
const append = (file: string, text: string): void => {
  appendFileSync(inRoot(file), text);
};
const replace = (file: string, find: string, by: string): void => {
  const text = readFileSync(inRoot(file), 'utf8');
  if (!text.includes(find)) throw new Error(`${file} does not hold: ${find}`);
  writeFileSync(inRoot(file), text.replace(find, by));
};

/** The project's own files, in a folder where they may be broken. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'check-'));
  for (const part of ['schema', 'policies', 'screens', 'docs/reference', 'client']) {
    cpSync(projectFile(part), inRoot(part), {
      recursive: true,
      filter: (path) => !path.endsWith('.ts') || path.endsWith('.generated.ts'),
    });
  }
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('check, on this project', () => {
  it('refuses nothing, and every coordinate has its rule', () => {
    const result = runCheck({ root });
    expect(result.violations).toEqual([]);
    expect(result.coordinates).toBeGreaterThanOrEqual(700);
    expect(result.mapped).toBe(result.coordinates);
    expect(result.coverage).toBe(1);
    expect(result.stores).toEqual(['crm', 'finance', 'supply-chain', 'customer-pii', 'governance']);
  });

  it('names a field without a rule and the file where its rule belongs', () => {
    append('schema/supply-chain.graphql', '\nextend type Product { colour: String }\n');
    const [violation, ...others] = runCheck({ root }).violations;
    expect(others).toEqual([]);
    expect(violation).toMatchObject({
      invariant: 'I1',
      coordinate: 'Product.colour',
      file: 'policies/supply-chain.yaml',
    });
    expect(violation?.mend).toContain('policies/supply-chain.yaml');
  });

  it('names both stores where a field gets a second resolver', () => {
    append('schema/finance.graphql', '\nextend type Customer { tradeName: String }\n');
    const result = runCheck({ root });
    expect(result.coverage).toBe(0);
    expect(result.violations).toHaveLength(1);
    expect(result.violations[0]).toMatchObject({
      invariant: 'I3',
      coordinate: 'Customer.tradeName',
    });
    expect(result.violations[0]?.message).toMatch(/crm.*finance/);
  });

  it('names the line of an SDL text that does not parse', () => {
    append('schema/crm.graphql', '\ntype Broken {\n');
    const [violation] = runCheck({ root }).violations;
    expect(violation).toMatchObject({ invariant: 'COMPOSITION', file: 'schema/crm.graphql' });
    expect(violation?.line).toBeGreaterThan(1);
  });

  it('tells which generated file is stale', () => {
    append('docs/reference/errors.md', 'by hand');
    expect(runCheck({ root }).violations).toEqual([
      expect.objectContaining({ invariant: 'GENERATED', coordinate: 'docs/reference/errors.md' }),
    ]);
  });

  it('names each screen that a change breaks', () => {
    const against = inRoot('policies/policy.lock.json');
    expect(runCheck({ root, against }).breaks).toEqual([]);
    replace('policies/purposes.yaml', 'roles: [collections-clerk]', 'roles: [accountant]');
    const { breaks, violations } = runCheck({ root, against });
    expect(breaks).toContainEqual(
      expect.objectContaining({
        screen: 'collections',
        because: 'ROLE_LOST',
        subject: 'collections-clerk',
      }),
    );
    expect(violations).toContainEqual(
      expect.objectContaining({ invariant: 'I12', file: 'screens/collections.graphql' }),
    );
  });
});

describe('generate, on this project', () => {
  it('has nothing to change', async () => {
    expect(await runGenerate({ root })).toEqual({
      changed: [],
      violations: [],
      policyHash: readPolicyLock(inRoot('policies/policy.lock.json')).hash,
    });
  });

  it('writes what differs, and only says so when it is a dry run', async () => {
    rmSync(inRoot('schema/supergraph.graphql'));
    expect((await runGenerate({ root, dryRun: true })).changed).toEqual([
      'schema/supergraph.graphql',
    ]);
    expect(existsSync(inRoot('schema/supergraph.graphql'))).toBe(false);
    expect((await runGenerate({ root })).changed).toEqual(['schema/supergraph.graphql']);
    expect((await runGenerate({ root })).changed).toEqual([]);
  });

  it('publishes no faulty policy', async () => {
    const before = readFileSync(inRoot('policies/policy.lock.json'), 'utf8');
    replace('policies/purposes.yaml', 'lia: LIA-2026-03, ', '');
    const { changed, violations } = await runGenerate({ root });
    expect(changed).toEqual([]);
    expect(violations).toEqual([
      expect.objectContaining({ invariant: 'I6', coordinate: 'collections' }),
    ]);
    expect(readFileSync(inRoot('policies/policy.lock.json'), 'utf8')).toBe(before);
  });
});

describe('composition', () => {
  it('composes a choice of stores', () => {
    expect(composeSupergraph(['crm', 'customer-pii'])).not.toContain('graph: FINANCE');
  });

  it('says in a sentence why stores do not compose', () => {
    append('schema/finance.graphql', '\nextend type Customer { tradeName: String }\n');
    expect(() => composeSupergraph(['crm', 'finance'], root)).toThrow(
      /crm, finance does not compose:\n.*tradeName/,
    );
  });
});

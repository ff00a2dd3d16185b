import { existsSync, readdirSync } from 'node:fs';
import importX from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * What each module may import from this repository, besides itself. This table is the architecture.
 * Parents come before children: for one file, the last matching entry wins.
 */
const mayImport = {
  lib: [],
  policies: ['lib'],
  audit: ['lib'],
  'audit/verify': [],
  'audit/verify/core': [],
  'subgraphs/host': ['lib', 'policies', 'audit'],
  ...Object.fromEntries(
    readdirSync('subgraphs')
      .filter((name) => name !== 'host')
      .map((name) => [`subgraphs/${name}`, ['lib', 'subgraphs/host']]),
  ),
  'subgraphs/governance': ['lib', 'subgraphs/host', 'audit'],
  gateway: ['lib', 'policies', 'audit'],
  client: [],
  web: ['client', 'audit/verify'],
  // The command line boots every process, so it may reach each store's definition, and nothing else of a store.
  tools: ['lib', 'policies', 'audit', 'subgraphs', 'gateway', 'dist'],
};

const zones = Object.entries(mayImport)
  .filter(([target]) => existsSync(target))
  .map(([target, allowed]) => ({
    target: `./${target}`,
    from: '.',
    except: [target, 'node_modules', ...allowed].map((folder) => `./${folder}`),
    message: `${target} may import only from: ${allowed.join(', ') || 'itself'}`,
  }));

/** External packages that only the listed modules may use. */
const keptTo = {
  typeorm: ['subgraphs', 'audit'],
  '@apollo/gateway': ['gateway', 'tools'],
};

/** What an auditor runs may rest on nothing of ours: a program that imports Node alone, its core nothing. */
const standsAlone = [
  {
    files: ['audit/verify/**/*.ts'],
    rules: onlyImports(
      '^(?!node:|\\.\\.?/)',
      'audit/verify imports Node alone: no package may decide what it says.',
    ),
  },
  {
    files: ['audit/verify/core/**/*.ts'],
    rules: {
      ...onlyImports(
        '^(?!\\.\\.?/)',
        'The core imports nothing at all: it also runs in a browser.',
      ),
      'no-restricted-globals': ['error', 'process', 'Buffer', 'require', 'global'],
    },
  },
];

function onlyImports(regex, message) {
  return { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] };
}

const packageRules = Object.keys(mayImport).map((module) => ({
  files: [`${module}/**/*.ts`, `${module}/**/*.tsx`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: Object.entries(keptTo)
          .filter(
            ([, homes]) => !homes.some((home) => module === home || module.startsWith(`${home}/`)),
          )
          .map(([name, homes]) => ({ name, message: `${name} is kept to ${homes.join(', ')}` })),
      },
    ],
  },
}));

export default defineConfig(
  {
    ignores: ['dist/**', '**/*.generated.ts', 'examples/**', 'coverage/**', '.referent/**'],
  },
  ...tseslint.configs.strictTypeChecked,
  ...packageRules,
  ...standsAlone,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'tools/*.mjs', 'bench/peers/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/resolver': { node: { extensions: ['.ts', '.tsx', '.js'] } },
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 10],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment in a main.ts only.' },
      ],
    },
  },
  {
    // Tables of cases are long, and tests look into answers, which are JSON of any shape.
    files: ['tests/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      complexity: 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['**/main.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['*.js', '**/*.mjs', 'gateway/graphiql/page/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
  },
);

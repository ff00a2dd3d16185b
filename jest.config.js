/** Tests run the compiled program: `npm test` builds first. */
const support = (name) => `<rootDir>/dist/tests/support/${name}.js`;

/**
 * A suite runs in a context of its own, where each use of a global is a search. Packages that are
 * CommonJS, as graphql-js is, get these by their module's own scope.
 */
const fastGlobals = ['Array', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Set', 'String', 'Symbol'];

const project = (name, extra = {}) => ({
  displayName: name,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/dist/tests/${name}/**/*.test.js`],
  transform: {},
  sandboxInjectedGlobals: fastGlobals,
  modulePathIgnorePatterns: ['<rootDir>/examples'],
  globalSetup: support('runFolderSetup'),
  globalTeardown: support('runFolderTeardown'),
  ...extra,
});

const withDatabases = {
  globalSetup: support('databaseSetup'),
  globalTeardown: support('databaseTeardown'),
};

export default {
  projects: [
    project('unit'),
    project('database', withDatabases),
    project('e2e', withDatabases),
    project('differential', { setupFiles: [support('inProduction')] }),
    project('browser'),
  ],
  testSequencer: support('longestFirst'),
  testTimeout: 60_000,
  maxWorkers: 2,
};

/** Tests run the compiled program: `npm test` builds first. */
const support = (name) => `<rootDir>/dist/tests/support/${name}.js`;

const project = (name, extra = {}) => ({
  displayName: name,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/dist/tests/${name}/**/*.test.js`],
  transform: {},
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

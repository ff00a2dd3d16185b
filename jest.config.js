/** Tests run the compiled program: `npm test` builds first. */
const project = (name, extra = {}) => ({
  displayName: name,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/dist/tests/${name}/**/*.test.js`],
  transform: {},
  modulePathIgnorePatterns: ['<rootDir>/examples'],
  ...extra,
});

export default {
  projects: [
    project('unit'),
    project('database', {
      globalSetup: '<rootDir>/dist/tests/support/databaseSetup.js',
      globalTeardown: '<rootDir>/dist/tests/support/databaseTeardown.js',
    }),
    project('e2e', {
      globalSetup: '<rootDir>/dist/tests/support/databaseSetup.js',
      globalTeardown: '<rootDir>/dist/tests/support/databaseTeardown.js',
    }),
    project('differential'),
    project('browser'),
  ],
  testTimeout: 60_000,
  maxWorkers: 2,
};

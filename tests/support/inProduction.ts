/**
 * Jest setup file, run before a suite loads anything: what graphql-js does for a developer alone, to
 * tell why a value of another copy of itself is none, it does at each of a value's many checks.
 */
// eslint-disable-next-line no-restricted-properties -- the library reads it when it is loaded
process.env.NODE_ENV = 'production';

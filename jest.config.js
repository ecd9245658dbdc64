/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.[tj]s$': ['@swc/jest', require('./swc.config.json')] },
  transformIgnorePatterns: ['/node_modules/(?!(@scure|@noble)/)'],
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  reporters: ['default', '<rootDir>/test/support/summary-reporter.js'],
  // Jest leaves a core free, of two as of many; the tests wait for the database more than they compute.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/support/quiet-last-sequencer.js',
  testTimeout: 30_000,
};

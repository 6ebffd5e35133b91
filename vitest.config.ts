import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/global-setup.ts'],
    // Workers run as a service would: on the clock of no place.
    env: { TZ: 'UTC', LOG_LEVEL: 'warn' },
    pool: 'forks',
    // The servers of the run share two cores with the tests.
    maxWorkers: 2,
    // A machine that does other work at the same time may be late once; a defect is there twice.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

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
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

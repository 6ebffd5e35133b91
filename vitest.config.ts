import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/global-setup.ts'],
    // Tests run in UTC, as a service does.
    env: { TZ: 'UTC', LOG_LEVEL: 'warn' },
    pool: 'forks',
    // The servers share two cores with the tests.
    maxWorkers: 2,
    // A busy machine may make a test late once; a defect fails twice.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
  },
});

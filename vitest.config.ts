import { defineConfig } from 'vitest/config';

const project = (name: string, testTimeout: number, extra: object = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: testTimeout,
    ...extra,
  },
});

export default defineConfig({
  test: {
    // The suites that start processes run the compiled JavaScript, as a user does.
    globalSetup: ['test/support/build.ts'],
    // Many suites wait for processes of their own; the default leaves a core of two idle.
    maxWorkers: '100%',
    projects: [
      project('unit', 5_000),
      project('property', 120_000, { setupFiles: ['test/support/property-seed.ts'] }),
      project('contract', 60_000),
      project('integration', 60_000),
      project('real', 180_000, {
        fileParallelism: false,
        globalSetup: ['test/support/require-real.ts'],
      }),
      // Every lab, and every command of every document.
      project('guides', 120_000),
      project('package', 180_000, {
        globalSetup: ['test/support/require-real.ts', 'test/support/packed.ts'],
      }),
      project('e2e', 60_000, { globalSetup: ['test/support/browser-server.ts'] }),
    ],
  },
});

import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { scaled } from './test/support/deadlines.ts';

const project = (name: string, testTimeout: number, extra: object = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: scaled(testTimeout),
    hookTimeout: scaled(testTimeout),
    ...extra,
  },
});

/** Files that change nothing of their process share it, and with it the modules they load. */
const shared = { isolate: false };

export default defineConfig({
  test: {
    // The suites that start processes run the compiled JavaScript, as a user does.
    globalSetup: ['test/support/build.ts'],
    // Many suites wait for processes of their own, so that one worker a core leaves cores idle.
    maxWorkers: availableParallelism() + 1,
    projects: [
      project('unit', 60_000, shared),
      project('property', 120_000, { ...shared, setupFiles: ['test/support/property-seed.ts'] }),
      project('contract', 120_000, shared),
      project('integration', 120_000, shared),
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

import {defineConfig} from 'vitest/config';

/** By default one core stays free, which leaves half of a machine of two idle. */
const unitLike = {
  // A second, which is the default, is not enough on a machine that others use too.
  expect: {poll: {timeout: 20_000}},
  globalSetup: ['test/temporary-folder.ts'],
  setupFiles: ['test/setup.ts'],
  testTimeout: 60_000,
  maxWorkers: '100%',
};

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.slow.test.ts', 'test/e2e/**', 'test/browser/**', 'test/devices/**'],
          ...unitLike,
        },
      },
      {
        extends: true,
        // Unit tests that start processes of their own, read the real weights or paint whole pictures.
        test: {name: 'slow', include: ['test/**/*.slow.test.ts'], ...unitLike},
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          ...unitLike,
          // Each file has a bot and a painter that uses all cores, so a picture may take minutes on a slow machine.
          maxWorkers: 2,
          sequence: {groupOrder: 1},
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/temporary-folder.ts'],
          setupFiles: ['test/setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 90_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

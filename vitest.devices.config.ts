import {defineConfig} from 'vitest/config';

/** `npm run test:devices`: what needs a graphics card, or some minutes on one made of software. */
export default defineConfig({
  test: {
    name: 'devices',
    include: ['test/devices/**/*.test.ts'],
    globalSetup: ['test/temporary-folder.ts'],
    setupFiles: ['test/setup.ts'],
  },
});

import { defineConfig } from 'vitest/config';

/** Longer than expectations wait, so that what fails is told by them. */
export default defineConfig({ test: { testTimeout: 30_000 } });

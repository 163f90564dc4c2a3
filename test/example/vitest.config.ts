import { defineConfig } from 'vitest/config';

/** Longer than expectations wait, so that they report what fails. */
export default defineConfig({ test: { testTimeout: 30_000 } });

import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  test: {
    environment: 'node',
    include: ['*.spec.ts'],
    globalSetup: './cloud.ts',
    // One cloud, one company, two cores: one spec after another, in the order of their names.
    fileParallelism: false,
    sequence: { shuffle: false },
    testTimeout: 90_000,
    hookTimeout: 90_000,
    reporters: ['dot'],
  },
})

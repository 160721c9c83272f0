import { availableParallelism } from 'node:os'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { aliases } from './scripts/lib/aliases.mjs'
import { schemaFingerprints } from './scripts/lib/schema-fingerprints.mjs'
import { threadPrograms } from './scripts/lib/thread-programs.mjs'

export default defineConfig({
  resolve: { alias: aliases },
  plugins: [vue(), threadPrograms(), schemaFingerprints()],
  test: {
    environment: 'node',
    // One worker less than cores, which is the default, leaves half of a small machine idle.
    maxWorkers: availableParallelism(),
    // These limits end what hangs; how fast something is, no test asserts. On a busy machine a test of eleven seconds took more than thirty.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'unit', isolate: false, include: ['src-*/**/*.test.ts', 'scripts/**/*.test.ts', 'demo-tenant/**/*.test.ts'] },
      },
      { extends: true, test: { name: 'integration', include: ['tests/integration/**/*.test.ts'] } },
    ],
  },
})

import { defineConfig } from '@playwright/test'

// Run by scripts/test.mjs, which brings the display and says which Electron to start.
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'artifacts/e2e',
  // A test waits for its application more than half of the time: on two cores three at once keep both busy.
  workers: 3,
  // A window under a virtual display sometimes never comes up. What passes only the second time is reported as flaky.
  retries: 1,
  forbidOnly: true,
  // Limits for what hangs; nothing here is measured, and a machine may have a lot else to do.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: 'artifacts/e2e.json' }]],
  use: { trace: 'off', screenshot: 'only-on-failure' },
})

import { defineConfig } from '@playwright/test'

// Run by scripts/test.mjs, which brings the display and says which Electron to start.
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'artifacts/e2e',
  // Each application has several processes: on two cores a third one at once makes everything slower.
  workers: 2,
  // A window under a virtual display sometimes never comes up. What passes only the second time is reported as flaky.
  retries: 1,
  forbidOnly: true,
  // Limits for what hangs; nothing here is measured, and a machine may have a lot else to do.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: 'artifacts/e2e.json' }]],
  use: { trace: 'off', screenshot: 'only-on-failure' },
})

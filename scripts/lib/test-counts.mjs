/** Counts of the two test runners' JSON reports; a file that could not even be loaded counts as one failure. */

/** @param report Vitest's JSON report */
export function vitestCounts(report) {
  if (!report) return { passed: 0, failed: 0 }
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length }
}

/** @param report Playwright's JSON report; a test that passed only the second time has passed, and the list above says so */
export function playwrightCounts(report) {
  if (!report) return { passed: 0, failed: 0 }
  return { passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected }
}

/** The counts of one stage: one that fails without a failing test (lint, a crash, no test found) is a failure itself. */
export function stageCounts(code, counts = { passed: 0, failed: 0 }) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

/** Words for how it went, in small letters. */
export const statusWords = {
  success: ['success', 'succeeded', 'successful', 'ok', 'okay', 'true', 'yes', 'allow', 'allowed', 'granted', 'pass', 'passed', 'completed', 'complete', 'permitted', '200', '0'],
  failed: ['failed', 'failure', 'fail', 'unsuccessful', 'error', 'false', 'no', 'deny', 'denied', 'rejected', 'reject', 'blocked', 'forbidden', 'unauthorized', 'timeout', '401', '403', '1'],
} as const // prettier-ignore

import { expect, it } from 'vitest'
import { errorReport } from './error-report.ts'

it('holds the sentence, the next step, the code, the details and the versions', () => {
  expect(
    errorReport(
      { code: 'unauthorized', message: 'The token was refused.', next: 'Enter a new one.', details: 'HTTP 401' },
      { version: '0.1.0', electron: '45.4.1', platform: 'linux x64' },
    ),
  ).toBe(
    'The token was refused.\nEnter a new one.\n\nCode: unauthorized\nDetails: HTTP 401\nIAM Audit Desk 0.1.0, Electron 45.4.1, linux x64',
  )
})

it('leaves out what there is not', () => {
  expect(errorReport({ code: 'internal', message: 'Something went wrong.' }, null)).toBe('Something went wrong.\n\nCode: internal')
})

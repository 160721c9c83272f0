import { expect, it } from 'vitest'
import { hostOf } from './url-host.ts'

it.each([
  ['https://acme.example.com', 'acme.example.com'],
  ['https://iam.globex.example/eu/', 'iam.globex.example/eu'],
  ['http://127.0.0.1:4801', '127.0.0.1:4801'],
  ['no url', 'no url'],
])('%s is shown as %s', (url, expected) => {
  expect(hostOf(url)).toBe(expected)
})

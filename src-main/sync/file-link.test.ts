import { expect, it } from 'vitest'
import { define } from '../connector/fixtures/define.ts'
import { fileLink } from './file-link.ts'

const bound = (parameter: string) => ({ parameter, format: 'iso', inclusive: true })
const definition = define({
  schema: 2,
  job: { poll: '/jobs/{/id}', file: { at: '/url', origins: ['https://exports.example.com'] } },
  order: { direction: 'asc', by: 'arrival' },
  window: { from: bound('a'), to: bound('b') },
})
const of = (url: unknown, base = 'https://acme.example.com/api') => {
  try {
    return fileLink(definition, { url }, base)
  } catch (thrown) {
    return (thrown as { error: { code: string } }).error.code
  }
}

it('the tenant’s own origin gets the token, a declared one does not, any other is not asked', () => {
  expect(of('https://acme.example.com/files/1')).toEqual({ url: 'https://acme.example.com/files/1', isOwn: true })
  expect(of('/files/1')).toEqual({ url: 'https://acme.example.com/files/1', isOwn: true })
  expect(of('https://exports.example.com/1?signature=x')).toEqual({ url: 'https://exports.example.com/1?signature=x', isOwn: false })
  const refused = ['https://exports.example.com.evil.test/1', 'https://exports.example.com:8443/1', 'http://exports.example.com/1', '//evil.test/1', 'https://exports.example.com@evil.test/1', 'https://me:secret@exports.example.com/1', 'https://me@acme.example.com/1', 'http://127.0.0.1/1', 'file:///etc/passwd', 'data:text/csv,a', 'javascript:1', 'https://'] // prettier-ignore
  expect(refused.map((url) => of(url))).toEqual(refused.map(() => 'cross-origin-next'))
  expect([undefined, null, '', 3, {}].map((url) => of(url))).toEqual(Array(5).fill('job-failed'))
})

it('a tenant on this machine may name another port of it, and nobody else’s', () => {
  expect(of('http://127.0.0.1:9000/1', 'http://localhost:8000')).toEqual({ url: 'http://127.0.0.1:9000/1', isOwn: false })
  expect(of('http://localhost:8000/1', 'http://localhost:8000')).toEqual({ url: 'http://localhost:8000/1', isOwn: true })
  expect(of('http://192.168.0.1/1', 'http://localhost:8000')).toBe('cross-origin-next')
  expect(of('ftp://127.0.0.1/1', 'http://localhost:8000')).toBe('cross-origin-next')
})

import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy, developmentPolicy } from './content-security.ts'
import { mayLoad, refuseClientCertificates } from './lock-down.ts'

describe('what the window may load', () => {
  it.each(['app://desk/index.html', 'data:image/png;base64,AA'])('allows %s', (url) => {
    expect(mayLoad(url, null)).toBe(true)
  })

  it.each([
    'app://desk.evil/index.html',
    'app://other/x.js',
    'https://example.com/',
    'http://localhost:5173/',
    'ws://localhost:5173/',
    'file:///etc/passwd',
    'blob:app://desk/1',
    'ftp://a',
    'chrome://gpu',
    'nonsense',
  ])('refuses %s', (url) => {
    expect(mayLoad(url, null)).toBe(false)
  })

  it('adds the development server and nothing beside it', () => {
    const server = 'http://localhost:5173'
    expect(['http://localhost:5173/src/main.ts', 'ws://localhost:5173/'].map((url) => mayLoad(url, server))).toEqual([true, true])
    expect(['http://localhost:5174/', 'https://localhost:5173/', 'file:///x'].map((url) => mayLoad(url, server))).toEqual([
      false,
      false,
      false,
    ])
  })
})

describe('the content security policy', () => {
  it('starts from nothing and lets the window speak to nobody', () => {
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(contentSecurityPolicy.split('; ')).toContain(part)
    }
    expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|https?:|\*/)
  })

  it('opens the development server only while developing', () => {
    expect(developmentPolicy('http://localhost:5173')).toContain("connect-src 'self' ws://localhost:5173")
  })
})

describe('a server that asks for a certificate of this computer (issue 13.3)', () => {
  it('gets none, also in answer to a request of main that no page made', () => {
    const app = new EventEmitter()
    refuseClientCertificates(app as App)
    const chosen: unknown[] = []
    let prevented = false
    const event = { preventDefault: () => (prevented = true) }
    // As Electron does: unless the event is prevented, the first certificate of the store is sent.
    app.emit('select-client-certificate', event, null, 'https://acme.test', [{ subjectName: 'Alice' }], (certificate?: unknown) =>
      chosen.push(certificate),
    )
    expect([prevented, chosen]).toEqual([true, [undefined]])
  })
})

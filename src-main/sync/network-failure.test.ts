import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '@contract/errors.ts'
import { answering, failureOn, throwing } from '../../tests/simulation/client.ts'
import type { Remedy } from './request-failure.ts'

describe('what a network stack throws', () => {
  const node = (code: string, message = code) => new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) })
  const table: [Error, ErrorCode, Remedy][] = [
    [new Error('net::ERR_NAME_NOT_RESOLVED'), 'tenant-unreachable', 'later'],
    [new Error('net::ERR_CONNECTION_REFUSED'), 'tenant-unreachable', 'later'],
    [new Error('net::ERR_CONNECTION_RESET'), 'tenant-unreachable', 'later'],
    [new Error('net::ERR_INTERNET_DISCONNECTED'), 'tenant-unreachable', 'later'],
    [new Error('net::ERR_NETWORK_CHANGED'), 'tenant-unreachable', 'later'],
    [new Error('net::ERR_PROXY_CONNECTION_FAILED'), 'tenant-unreachable', 'later'],
    [new Error('net::ERR_CONNECTION_TIMED_OUT'), 'tenant-too-slow', 'later'],
    [new Error('net::ERR_CERT_AUTHORITY_INVALID'), 'not-the-tenant', 'stop'],
    [new Error('net::ERR_CERT_DATE_INVALID'), 'not-the-tenant', 'stop'],
    [new Error('net::ERR_TOO_MANY_REDIRECTS'), 'cross-origin-next', 'stop'],
    [new Error("Attempted to redirect, but redirect policy was 'error'"), 'cross-origin-next', 'stop'],
    [node('', 'unexpected redirect'), 'cross-origin-next', 'stop'],
    [node('ENOTFOUND', 'getaddrinfo ENOTFOUND redirect.example.com'), 'tenant-unreachable', 'later'],
    [node('EAI_AGAIN'), 'tenant-unreachable', 'later'],
    [node('ECONNREFUSED'), 'tenant-unreachable', 'later'],
    [node('ECONNRESET'), 'tenant-unreachable', 'later'],
    [node('UND_ERR_SOCKET', 'other side closed'), 'tenant-unreachable', 'later'],
    [node('UND_ERR_CONNECT_TIMEOUT'), 'tenant-too-slow', 'later'],
    [node('SELF_SIGNED_CERT_IN_CHAIN'), 'not-the-tenant', 'stop'],
    [node('CERT_HAS_EXPIRED'), 'not-the-tenant', 'stop'],
    [node('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'not-the-tenant', 'stop'],
    [
      new TypeError('fetch failed', { cause: new AggregateError([new Error('connect ECONNREFUSED ::1:1')], '') }),
      'tenant-unreachable',
      'later',
    ],
  ]
  it.each(table)('%s is told as %s', async (thrown, code, remedy) => {
    const got = await failureOn(throwing(thrown))
    expect([got.error.code, got.remedy]).toEqual([code, remedy])
  })

  it.each([
    [new Error('net::ERR_CONTENT_LENGTH_MISMATCH'), 'invalid-page'],
    [new Error('net::ERR_INCOMPLETE_CHUNKED_ENCODING'), 'invalid-page'],
    [new Error('net::ERR_CONTENT_DECODING_FAILED'), 'invalid-page'],
    [node('Z_DATA_ERROR', 'incorrect header check'), 'invalid-page'],
    [new TypeError('terminated', { cause: node('UND_ERR_SOCKET', 'other side closed') }), 'tenant-unreachable'],
    [new Error('net::ERR_CONNECTION_RESET'), 'tenant-unreachable'],
  ] as const)('in the middle of a body, %s asks for smaller pages', async (thrown, code) => {
    const stream = () =>
      new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{"items":[')),
        pull: (controller) => controller.error(thrown),
      })
    const got = await failureOn(answering(() => new Response(stream())))
    expect([got.error.code, got.remedy]).toEqual([code, 'smaller'])
  })
})

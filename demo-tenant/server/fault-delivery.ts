import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import type { Answer } from './api.ts'
import type { Fault, FaultKind } from './faults.ts'

type Deliver = (response: ServerResponse, answer: () => Answer, fault: Fault) => void | Promise<void>

/** Faults on the way: the answer may be right, it does not arrive as it should. */
export const deliveries: Readonly<Partial<Record<FaultKind, Deliver>>> = {
  reset: (response) => reset(response),
  'reset-body': async (response, answer) => {
    await half(response, answer())
    reset(response)
  },
  hang: () => undefined,
  'hang-body': (response, answer) => half(response, answer()),
  drip: async (response, answer, { bytes = 64, ms = 250 }) => {
    const { body, headers, status } = answer()
    response.writeHead(status, { ...headers, 'content-length': body.length })
    for (let at = 0; at < body.length && !response.destroyed; at += bytes) {
      response.write(body.subarray(at, at + bytes))
      await wait(ms, undefined, { ref: false })
    }
    response.end()
  },
  'huge-page': (response, answer, { bytes = 100_000_000 }) => sendHuge(response, answer(), bytes),
  'gzip-bomb': (response, answer, { bytes = 1_073_741_824 }) => sendBomb(response, answer(), bytes),
}

/** Closes with RST, so that the other side sees a reset and not an end. */
function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}

async function half(response: ServerResponse, { body, headers, status }: Answer): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': body.length })
  await new Promise<void>((resolve) => response.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve()))
  await wait(50)
}

const padding = Buffer.alloc(1 << 20, 'x')

/** A valid page with a member of `bytes` bytes more than it should have. */
async function sendHuge(response: ServerResponse, { body, headers, status }: Answer, bytes: number): Promise<void> {
  response.writeHead(status, headers)
  response.write(body.subarray(0, -1))
  response.write(',"padding":"')
  for (let left = bytes; left > 0 && !response.destroyed; left -= padding.length) {
    if (!response.write(padding.subarray(0, Math.min(left, padding.length)))) await drained(response)
  }
  response.end('"}')
}

/**
 * The same page, compressed about a thousandfold. The padding is deflated once, flushed to a byte boundary, and sent
 * as often as needed: one gzip member, as every inflater reads it.
 */
async function sendBomb(response: ServerResponse, { body, headers, status }: Answer, bytes: number): Promise<void> {
  const flushed = { finishFlush: constants.Z_FULL_FLUSH }
  const head = Buffer.concat([body.subarray(0, -1), Buffer.from(',"padding":"')])
  const tail = Buffer.from('"}')
  const repeats = Math.max(1, Math.round(bytes / padding.length))
  const deflated = deflateRawSync(padding, flushed)
  response.writeHead(status, { ...headers, 'content-encoding': 'gzip' })
  response.write(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]))
  response.write(deflateRawSync(head, flushed))
  let check = crc32(head)
  for (let i = 0; i < repeats && !response.destroyed; i++) {
    check = crc32(padding, check)
    if (!response.write(deflated)) await drained(response)
  }
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(tail, check), 0)
  trailer.writeUInt32LE((head.length + repeats * padding.length + tail.length) % 2 ** 32, 4)
  response.end(Buffer.concat([deflateRawSync(tail), trailer]))
}

/** Resolves when more can be written, or never will. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

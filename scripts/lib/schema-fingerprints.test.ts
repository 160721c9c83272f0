import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { queryAnswer } from '@contract/log.ts'
import { fingerprint } from '@contract/log.ts?fingerprint=queryAnswer'
import { version } from '../../package.json'
import { fingerprintOf } from './schema-fingerprints.mjs'

describe('the fingerprint of a schema', () => {
  it('is of the version and of the schema as it is now', () => {
    const text = JSON.stringify([version, z.toJSONSchema(queryAnswer)])
    const first = createHash('sha256').update(text).digest().readUIntBE(0, 6)
    expect(fingerprint).toBe(first)
  })

  it('is another one when a member comes, and in the next version', () => {
    const shape = z.toJSONSchema(queryAnswer)
    const more = z.toJSONSchema(queryAnswer.extend({ more: z.string() }))
    expect(new Set([fingerprintOf('1.0.0', shape), fingerprintOf('1.0.0', more), fingerprintOf('1.0.1', shape)]).size).toBe(3)
  })
})

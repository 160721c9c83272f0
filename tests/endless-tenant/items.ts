import { createHash } from 'node:crypto'

/** An item as it is sent, and what is to be said of it. */
export interface EndlessItem {
  readonly id: string
  readonly text: string
  readonly sha256: string
  /** What its `parseError` holds; null: it fits. */
  readonly said: string | null
}

const nested = (levels: number, open = '{"a":', core = '1', close = '}'): string => open.repeat(levels) + core + close.repeat(levels)
const mega = 1024 * 1024
const levels = 'nested deeper than 512 levels: kept as sent, its parts are not searchable'

/** `ENDLESS=full npx vitest run tests/integration/endless` takes the sizes that were once seen; a share of them passes the same limits in less time. */
const isFull = process.env['ENDLESS'] === 'full'
const [bracketLevels, memberCount, stringLength] = isFull ? [5 * mega, 1_000_000, 50 * mega] : [mega, 400_000, 17 * mega]

/** Entries of kinds that overflowed a stack or filled the memory, the newest first. `large`: with those of tens of megabytes. */
export function endlessItems(large: boolean, now = Date.now()): EndlessItem[] {
  const longNames = `{"${'n'.repeat(mega)}":{${Array.from({ length: 2000 }, (_, n) => `"${n}":${n}`).join(',')}}}`
  const kinds: readonly (readonly [id: string, members: string, said: string | null])[] = [
    ['plain', '"changes":{"before":{"a":1},"after":{"a":2}}', null],
    ['deep-600', `"changes":{"after":${nested(600)}}`, levels],
    ['deep-3500', `"changes":{"before":null,"after":${nested(3500)}}`, levels],
    ['deep-100000', `"changes":{"before":${nested(100_000)},"after":${nested(100_000, '[{"a":', 'true', '}]')}}`, levels],
    ['deep-elsewhere', `"changes":{"before":{"a":1},"after":{"a":2}},"extra":${nested(100_000, '[', '', ']')}`, levels],
    ['long-names', `"changes":{"before":null,"after":${longNames}}`, 'of too many and too long names'],
    ['permissions', `"changes":{"before":{"permissions":[]},"after":{"permissions":${JSON.stringify(Array.from({ length: 200_000 }, (_, n) => `iam:tenant:thing-${n}:read`))}}}`, null],
    ...(large
      ? ([
          ['brackets', `"extra":${nested(bracketLevels, '[', '', ']')}`, levels],
          ['members', `"changes":{"before":null,"after":{${Array.from({ length: memberCount }, (_, n) => `"member-${n}":${n}`).join(',')}}}`, 'of too many and too long names'],
          ['string', `"changes":{"before":null,"after":{"note":"${'0123456789abcdef'.repeat(stringLength / 16)}"}}`, null],
          ['name', `"user_agent":"${'agent '.repeat(mega / 6)}"`, 'longer than 65,536 characters, of which the beginning is read: userAgent'],
        ] as const)
      : []),
  ] // prettier-ignore
  return kinds.map(([id, members, said], n) => {
    const time = new Date(now - (n + 1) * 3_600_000).toISOString()
    const text = `{"id":"${id}","timestamp":"${time}","action":"user_update","actor":{"email":"eve@acme.test"},"resource":{"type":"user","id":"u1","name":"Eve"},"status":"success",${members}}`
    return { id, text, sha256: createHash('sha256').update(text).digest('hex'), said }
  })
}

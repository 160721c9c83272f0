import { createHmac } from 'node:crypto'
import type { EntryFilter } from './entry-store.ts'
import { ApiError } from './api-error.ts'

/** What a request asks for. Times in µs since the epoch. */
export interface Query {
  readonly limit: number
  readonly order: 'asc' | 'desc'
  readonly from: number | null
  readonly to: number | null
  readonly filter: EntryFilter
  readonly after: Position | null
}

/** The last entry already given. */
export interface Position {
  readonly time: number
  readonly id: string
}

const names = ['limit', 'cursor', 'from', 'to', 'order', 'action', 'status', 'actor', 'resource_type'] as const
type Name = (typeof names)[number]

/** What a cursor carries: everything but the limit, which may differ from page to page. */
interface CursorContent {
  readonly v: 1
  /** Ms by the tenant's clock. */
  readonly issued: number
  readonly serial: number
  readonly asked: Readonly<Partial<Record<Name, string>>>
  readonly time: number
  readonly id: string
}

/** Makes and reads cursors. They say nothing to a client and cannot be made up. */
export class Cursors {
  private readonly secret: string
  private serial = 0
  /** Ms a cursor lives. */
  lifetime: number

  constructor(secret: string, lifetime: number) {
    this.secret = secret
    this.lifetime = lifetime
  }

  issue(url: URL, last: Position, now: number): string {
    const content = this.read(url.searchParams.get('cursor'))
    const asked = content?.asked ?? Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'limit' && name !== 'cursor'))
    return this.write({ v: 1, issued: now, serial: this.serial++, asked, ...last })
  }

  /** Another cursor for the very place a cursor stands for. */
  reissue(cursor: string): string {
    const content = this.read(cursor)
    return content ? this.write({ ...content, serial: this.serial++ }) : cursor
  }

  /** The query of a request. Throws an {@link ApiError}. */
  query(url: URL, now: number): Query {
    const given = parameters(url)
    if (given.cursor === undefined) return { ...readQuery(given), after: null }
    const content = this.read(given.cursor)
    if (!content) throw new ApiError(400, 'invalid_cursor', 'The cursor was not issued by this API.')
    for (const name of names) {
      if (name === 'limit' || name === 'cursor' || given[name] === undefined) continue
      if (given[name] !== content.asked[name]) throw new ApiError(400, 'invalid_cursor', `The cursor was issued for another ${name}.`)
    }
    if (now - content.issued > this.lifetime) throw new ApiError(410, 'cursor_expired', 'The cursor has expired; start again without it.')
    return { ...readQuery({ ...content.asked, limit: given.limit }), after: { time: content.time, id: content.id } }
  }

  private write(content: CursorContent): string {
    const text = Buffer.from(JSON.stringify(content)).toString('base64url')
    return `${text}.${this.sign(text)}`
  }

  private read(cursor: string | null): CursorContent | null {
    const [text = '', signature = ''] = (cursor ?? '').split('.')
    if (text === '' || signature !== this.sign(text)) return null
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as CursorContent
  }

  private sign(text: string): string {
    return createHmac('sha256', this.secret).update(text).digest('base64url').slice(0, 22)
  }
}

type Given = Partial<Record<Name, string | undefined>>

function parameters(url: URL): Given {
  const given: Given = {}
  for (const [name, value] of url.searchParams) {
    const known = names.find((candidate) => candidate === name)
    if (!known) throw invalid(name, 'is not a parameter')
    if (given[known] !== undefined) throw invalid(name, 'was given twice')
    given[known] = value
  }
  return given
}

function readQuery(given: Given): Omit<Query, 'after'> {
  const { order = 'desc', status } = given
  const limit = given.limit === undefined ? 100 : /^\d{1,6}$/.test(given.limit) ? Number(given.limit) : NaN
  if (!(limit >= 1 && limit <= 1000)) throw invalid('limit', 'must be an integer from 1 to 1000')
  if (order !== 'asc' && order !== 'desc') throw invalid('order', 'must be asc or desc')
  if (status !== undefined && status !== 'success' && status !== 'failed') throw invalid('status', 'must be success or failed')
  const from = given.from === undefined ? null : readTime('from', given.from)
  const to = given.to === undefined ? null : readTime('to', given.to)
  return { limit, order, from, to, filter: { action: given.action, status, actor: given.actor, resourceType: given.resource_type } }
}

const dateTime = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i

/** RFC 3339 to µs. */
function readTime(name: string, text: string): number {
  const [, seconds, fraction = '', zone] = dateTime.exec(text) ?? []
  const ms = seconds && zone ? Date.parse(`${seconds}${zone.toUpperCase()}`) : NaN
  if (Number.isNaN(ms)) throw invalid(name, 'must be a date-time as in RFC 3339')
  return ms * 1000 + Math.floor(Number(fraction.padEnd(6, '0').slice(0, 6)))
}

function invalid(name: string, problem: string): ApiError {
  return new ApiError(400, 'invalid_parameter', `${name} ${problem}`)
}

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
  /** So many entries of the window are left out. */
  readonly skip: number
}

/** The last entry already given. */
export interface Position {
  readonly time: number
  readonly id: string
}

/**
 * What the tenant's cursors are: `strict` ones carry the query that they were issued for and are refused with another one; `lenient` ones carry it and
 * nobody looks at what else is asked; `offset` ones count from the top of whatever window is asked for, as `offset=` does; `position` ones name the last entry,
 * within whatever window is asked for.
 */
export const cursorKinds = ['strict', 'lenient', 'offset', 'position'] as const
export type CursorKind = (typeof cursorKinds)[number]

const names = ['limit', 'cursor', 'offset', 'from', 'to', 'order', 'action', 'status', 'actor', 'resource_type'] as const
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
  /** Entries given before. */
  readonly count?: number
}

/** Makes and reads cursors. They say nothing to a client and cannot be made up. */
export class Cursors {
  private readonly secret: string
  private serial = 0
  /** Ms a cursor lives. */
  lifetime: number
  kind: CursorKind = 'strict'
  /** Cursors that came with another query than they were issued for. */
  foreign = 0

  constructor(secret: string, lifetime: number) {
    this.secret = secret
    this.lifetime = lifetime
  }

  /** `given`: entries of the page. */
  issue(url: URL, last: Position, given: number, now: number): string {
    const content = this.read(url.searchParams.get('cursor'))
    const asked = content && this.carries ? content.asked : Object.fromEntries([...url.searchParams].filter(([name]) => isAsked(name)))
    return this.write({ v: 1, issued: now, serial: this.serial++, asked, ...last, count: (content?.count ?? 0) + given })
  }

  /** Another cursor for the very place a cursor stands for. */
  reissue(cursor: string): string {
    const content = this.read(cursor)
    return content ? this.write({ ...content, serial: this.serial++ }) : cursor
  }

  /** The query of a request. Throws an {@link ApiError}. */
  query(url: URL, now: number): Query {
    const given = parameters(url)
    if (given.cursor === undefined) return { ...readQuery(given), after: null, skip: Number(given.offset ?? 0) }
    const content = this.read(given.cursor)
    if (!content) throw new ApiError(400, 'invalid_cursor', 'The cursor was not issued by this API.')
    const other = names.find((name) => isAsked(name) && given[name] !== undefined && given[name] !== content.asked[name])
    const isForeign = names.some((name) => isAsked(name) && given[name] !== content.asked[name])
    if (isForeign) this.foreign++
    if (other !== undefined && this.kind === 'strict')
      throw new ApiError(400, 'invalid_cursor', `The cursor was issued for another ${other}.`)
    if (now - content.issued > this.lifetime) throw new ApiError(410, 'cursor_expired', 'The cursor has expired; start again without it.')
    const query = readQuery(this.carries ? { ...content.asked, limit: given.limit } : given)
    if (this.kind === 'offset') return { ...query, after: null, skip: content.count ?? 0 }
    return { ...query, after: { time: content.time, id: content.id }, skip: 0 }
  }

  /** Whether a cursor says what it was issued for. */
  private get carries(): boolean {
    return this.kind === 'strict' || this.kind === 'lenient'
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

/** Whether a parameter is a part of what is asked, which a cursor belongs to. */
function isAsked(name: string): boolean {
  return name !== 'limit' && name !== 'cursor' && name !== 'offset'
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

function readQuery(given: Given): Omit<Query, 'after' | 'skip'> {
  const { order = 'desc', status } = given
  const limit = given.limit === undefined ? 100 : /^\d{1,6}$/.test(given.limit) ? Number(given.limit) : NaN
  if (!/^\d{0,9}$/.test(given.offset ?? '')) throw invalid('offset', 'must be a whole number')
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

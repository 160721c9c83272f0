import {
  isSelection,
  type AccessFileRequest,
  type ExportRequest,
  type GroupsFileRequest,
  type StateFileRequest,
  type StoryFileRequest,
} from '@contract/export.ts'
import { askedTime, timeFields } from '@language/asked-period.ts'
import { allOf, conjunctsOf, isOnlyAbout } from '@language/conjuncts.ts'
import { describe } from '@language/describe.ts'
import { isEverything } from '@language/normalize.ts'
import { storyKind } from '@language/story-text.ts'
import { timeLiteral } from '@language/time.ts'
import { offsetAt } from '@language/zone-offset.ts'

/**
 * Letters that stand in a name in the order in which they are read, and digits; not those of scripts that run from right to left, which could make an
 * ending look like another. No character that Windows, macOS or Linux forbids, no blank or dot at an end, no name of a device: the name begins with
 * its own word.
 */
const kept =
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}0-9]+/u
/** Scripts have signs that are no letters, such as radicals of Han. */
const letters = /[^\p{L}0-9]+/u

/** Bytes: with the endings of parts and manifest less than the 255 of any file system. */
const [longestTenant, longestQuery] = [40, 80]

/** `iam-audit-acme-2026-03-01-to-2026-03-31-status-is-failed.csv`: tenant, period and query in words. `now` in ms. */
export function proposedName(tenant: string, request: Pick<ExportRequest, 'filter' | 'zone' | 'format' | 'source'>, now: number): string {
  const parts = ['iam-audit', inWords(tenant, longestTenant), periodOf(request, now), queryOf(request)]
  return `${parts.filter(Boolean).join('-')}.${request.format}`
}

/** `iam-audit-acme-role-billing-admin-as-of-2026-03-31.csv`, the day in the zone that is asked for. */
export function proposedStateName(tenant: string, { subject, name, at, zone, format }: StateFileRequest): string {
  const words = ['iam-audit', inWords(tenant, longestTenant), inWords(subject.type, longestTenant), inWords(name, longestTenant)]
  return `${[...words, 'as-of', timeLiteral(at, zone).slice(0, 10)].filter(Boolean).join('-')}.${format}`
}

/** `iam-audit-acme-story-of-role-billing-admin-2026-03-31.pdf`, with today in the zone that is asked for. `now` in ms. */
export function proposedStoryName(tenant: string, { of, name, zone, format }: StoryFileRequest, now: number): string {
  const words = [
    'iam-audit',
    inWords(tenant, longestTenant),
    'story-of',
    inWords(storyKind(of), longestTenant),
    inWords(name, longestTenant),
  ]
  return `${[...words, timeLiteral(now, zone).slice(0, 10)].filter(Boolean).join('-')}.${format}`
}

/** `iam-audit-acme-2026-03-01-to-2026-03-31-groups-by-actor-permission-status-is-failed.csv`. `now` in ms. */
export function proposedGroupsName(tenant: string, { by, filter, zone, format }: GroupsFileRequest, now: number): string {
  const groups = `groups-by-${inWords(by.join(' '), longestTenant)}`
  const query = queryOf({ filter, source: { kind: 'filter' } })
  return `${['iam-audit', inWords(tenant, longestTenant), periodOf({ filter, zone }, now), groups, query].filter(Boolean).join('-')}.${format}`
}

/** `iam-audit-acme-access-as-of-2026-03-31.csv`, `…-access-changes-2026-03-01-to-2026-03-31.csv`. `now` in ms. */
export function proposedAccessName(tenant: string, { of, zone, format }: AccessFileRequest, now: number): string {
  const day = (ms: number | null): string => timeLiteral(ms ?? now, zone).slice(0, 10)
  const words = {
    lines: () => ['access', 'as-of', day(of.kind === 'lines' ? of.at : null)],
    changes: () => ['access-changes', ...(of.kind === 'changes' ? [day(of.from), 'to', day(of.to)] : [])],
    permissions: () => ['permissions', 'as-of', day(of.kind === 'permissions' ? of.at : null)],
    reconcile: () => ['access-compared', day(null)],
    denied: () => ['denied-access', ...(of.kind === 'denied' && of.from !== null ? [day(of.from), 'to', day(of.to)] : [])],
  }[of.kind]()
  return `${['iam-audit', inWords(tenant, longestTenant), ...words].filter(Boolean).join('-')}.${format}`
}

function periodOf({ filter, zone }: Pick<ExportRequest, 'filter' | 'zone'>, now: number): string {
  const { from, to } = askedTime(filter, { now, zone })
  const day = (ms: number): string => {
    const wall = new Date(ms + (zone === 'UTC' ? 0 : offsetAt(ms, zone)))
    return Number.isNaN(wall.getTime()) ? '' : inWords(wall.toISOString().slice(0, -14), 16)
  }
  const last = day((to ?? now) - 1)
  if (from === null) return `until-${last}`
  const first = day(from)
  return first === last ? first : `${first}-to-${last}`
}

function queryOf({ filter, source }: Pick<ExportRequest, 'filter' | 'source'>): string {
  const rest = allOf(conjunctsOf(filter).filter((conjunct) => !isOnlyAbout(conjunct, new Set(timeFields))))
  const words = isEverything(rest) ? '' : describe(rest).replace(/^Entries where (the )?/, '')
  return [inWords(words, longestQuery), isSelection({ source }) ? 'selection' : ''].filter(Boolean).join('-')
}

/** The words of a text in small letters with hyphens between them, whole ones where the text is longer. */
function inWords(text: string, most: number): string {
  const words = text
    .slice(0, 1000)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .split(kept)
    .flatMap((word) => word.split(letters))
    .filter(Boolean)
  let name = ''
  for (const word of words) {
    const longer = name === '' ? word : `${name}-${word}`
    if (Buffer.byteLength(longer) > most) break
    name = longer
  }
  // A first word that is too long by itself is cut.
  const [first = ''] = words
  return name === '' ? [...first].slice(0, Math.floor(most / 4)).join('') : name
}

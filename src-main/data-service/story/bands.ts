import type { Band, StoryAnswer } from '@contract/story.ts'
import { nameAt } from '../state/line-doubts.ts'
import type { Link } from '../state/links.ts'
import { timeAt, type Organisation } from '../state/organisation.ts'
import type { Stretch } from '../state/roles-in-time.ts'
import type { HeldLink, Holdings } from './holdings.ts'

const mostRows = 200
const mostStretches = 50
const piece = 4096

type Access = NonNullable<StoryAnswer['access']>
type Bands = Access['has']

/** What it had over time, and who had it. */
export function* bandsOver(organisation: Organisation, numbers: readonly number[], holdings: Holdings | null): Generator<void, Access> {
  const own = new Set(numbers)
  const holders: HeldLink[] = []
  const isHad = numbers.some((number) => organisation.things.at(number).kind !== 'user')
  if (isHad) {
    let seen = 0
    for (const { number } of organisation.things.all) {
      if (++seen % piece === 0) yield
      for (const link of organisation.linksOf(number))
        if (own.has(link.object) && link.from < link.to)
          holders.push({ link, stretches: [{ from: link.from, to: link.to, begun: link.grant, ended: link.end }] })
    }
  }
  return {
    has: bandsOf(organisation, holdings?.links ?? [], own),
    hadBy: bandsOf(organisation, holders, new Set()),
    complete: holdings?.complete ?? true,
  }
}

function bandsOf(organisation: Organisation, links: readonly HeldLink[], own: ReadonlySet<number>): Bands {
  const pairs = new Map<string, { readonly holder: number; readonly object: number; readonly links: HeldLink[] }>()
  for (const each of links) {
    const { holder, object } = each.link
    const pair = own.has(holder) ? `own ${object}` : `${holder} ${object}`
    const known = pairs.get(pair)
    if (known) known.links.push(each)
    else pairs.set(pair, { holder, object, links: [each] })
  }
  const rows = [...pairs.values()].map(({ holder, object, links: of }) => {
    const stretches = of.flatMap(({ link, stretches: own }) => own.map((stretch) => ({ stretch, link })))
    stretches.sort((a, b) => a.stretch.from - b.stretch.from)
    return { holder, object, relation: (of[0] as HeldLink).link.relation, stretches, isOwn: own.has(holder) }
  })
  // One's own first; then what began first.
  rows.sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || beginOf(a.stretches) - beginOf(b.stretches))
  return {
    rows: rows.slice(0, mostRows).map(({ holder, object, relation, stretches, isOwn }): Band => ({
      relation,
      what: named(organisation, object),
      by: isOwn ? null : named(organisation, holder),
      stretches: stretches.slice(0, mostStretches).map(({ stretch, link }) => stretchOf(organisation, stretch, link)),
      moreStretches: Math.max(0, stretches.length - mostStretches),
    })),
    more: Math.max(0, rows.length - mostRows),
  }
}

const beginOf = (stretches: readonly { readonly stretch: Stretch }[]): number => stretches[0]?.stretch.from ?? Infinity

function named(organisation: Organisation, number: number): Band['what'] {
  const { id, kind, type } = organisation.things.at(number)
  return { type: kind === 'user' ? 'user' : type, id, name: nameAt(organisation, number, Infinity) }
}

function stretchOf(organisation: Organisation, { from, to, begun, ended }: Stretch, link: Link): Band['stretches'][number] {
  return {
    from: timeAt(organisation, from),
    to: to === Infinity ? null : timeAt(organisation, to),
    began: begun,
    ended,
    sure: begun !== null && link.grant !== null && link.disputed.length === 0,
  }
}

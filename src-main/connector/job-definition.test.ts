import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectorDefinition, definitionProblem } from '@contract/connector.ts'
import { compileAnswerPath } from './answer-path.ts'
import { rawDefinition } from './fixtures/define.ts'

const problemOf = (parts: Readonly<Record<string, unknown>>): string | null => {
  const parsed = connectorDefinition.safeParse(rawDefinition({ schema: 2, ...parts }))
  return parsed.success ? null : definitionProblem(parsed.error)
}
const bound = (parameter: string) => ({ parameter, format: 'iso', inclusive: true })
const file = {
  job: { poll: '/jobs/{/id}', file: { at: '/url' } },
  order: { direction: 'asc', by: 'arrival' },
  window: { from: bound('a'), to: bound('b') },
}

describe('a definition with a job', () => {
  it('is one', () => expect(problemOf(file)).toBeNull())

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a path that is none', { job: { poll: 'https://elsewhere.example.com/{/id}' } }, 'job.poll: is not a path'],
    ['a path with a query', { job: { poll: '/jobs?id={/id}' } }, 'job.poll: is not a path'],
    ['an origin with a path', { job: { poll: '/jobs', file: { at: '/url', origins: ['https://a.example.com/x'] } } }, 'job.file.origins[0]: is not an origin'],
    ['an origin without encryption', { job: { poll: '/jobs', file: { at: '/url', origins: ['http://a.example.com'] } } }, 'job.file.origins[0]: is not an origin'],
    ['a place that is none', { job: { poll: '/jobs', file: { at: 'url' } } }, 'job.file.at: is not a JSON Pointer'],
    ['a state without words', { job: { poll: '/jobs', state: { at: '/state', pending: [], ready: ['x'] } } }, 'job.state.pending'],
    ['pages of a file', { ...file, paging: { style: 'link' } }, 'paging.style: must be none'],
    ['a file that is said to be in order', { ...file, order: { direction: 'desc', by: 'occurrence' } }, 'order.by: must be arrival'],
    ['a file of no time', { ...file, window: { from: bound('a') } }, 'job: needs a window'],
    ['parts without a list', { paging: { style: 'parts', path: '/s/{/h}', parameter: 'p' } }, 'paging.list'],
  ])('is refused with the place of what is wrong: %s', (_, parts, place) => expect(problemOf(parts)).toContain(place))
}) // prettier-ignore

describe('a path with what an answer says', () => {
  const path = compileAnswerPath('/jobs/{/id}/result')

  it('takes texts and numbers, also those that JavaScript has not', () => {
    expect(path({ id: 'a/b?c' })).toBe('/jobs/a%2Fb%3Fc/result')
    expect(path({ id: 12 })).toBe('/jobs/12/result')
    expect([path({}), path({ id: '' }), path({ id: null }), path({ id: {} }), path({ id: '..' }), path({ id: 'x'.repeat(2000) })]).toEqual(
      Array(6).fill(null),
    )
  })

  it('leads nowhere else, whatever the answer says', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        const found = path({ id })
        if (found === null) return
        const { origin, pathname, search } = new URL(`https://acme.example.com/base${found}`)
        expect({ origin, search, depth: pathname.split('/').length }).toEqual({ origin: 'https://acme.example.com', search: '', depth: 5 })
      }),
    ))
})

import fc from 'fast-check'
import type { Filter } from '@contract/filter.ts'
import { describe, expect, it } from 'vitest'
import {
  amend,
  back,
  withAppearance,
  forward,
  maxPast,
  samePlace,
  startViewHistory,
  startPlace,
  visit,
  type ViewState,
} from './view-state.ts'

const action = (value: string): Filter => ({ kind: 'field', field: 'action', value })
const look = { zone: 'utc', columns: ['time', 'actor'] } as const
const start = { ...startPlace, ...look }
const begun = startViewHistory(look)
const places: fc.Arbitrary<ViewState> = fc.record({
  zone: fc.constantFrom('utc' as const, 'tenant' as const),
  columns: fc.constantFrom(['time' as const], ['time' as const, 'ip' as const]),
  filter: fc.constantFrom('role_assign', 'role_update', 'user_invite').map(action),
  order: fc.constantFrom('asc' as const, 'desc' as const),
  sort: fc.constantFrom('time' as const, 'actor' as const),
  groups: fc.constantFrom(null, ['actor' as const, 'permission' as const]),
  selected: fc.option(fc.nat(3)),
  history: fc.option(
    fc.record({
      subject: fc.record({ type: fc.constantFrom('role', 'user'), value: fc.constantFrom('a', 'b') }),
      at: fc.option(fc.nat(3)),
      since: fc.constant(null),
    }),
  ),
  story: fc.option(
    fc.record({
      of: fc.record({ kind: fc.constantFrom('agent' as const, 'request' as const), value: fc.constantFrom('a', 'b') }),
      from: fc.constantFrom('log' as const, 'access' as const),
    }),
  ),
})

describe('the history of the view', () => {
  it('goes back to where it was and forward again', () => {
    fc.assert(
      fc.property(fc.array(places, { maxLength: 20 }), (visited) => {
        let history = visited.reduce(visit, begun)
        const end = history
        const seen: ViewState[] = [history.present]
        while (history.past.length > 0) {
          history = back(history)
          seen.push(history.present)
        }
        expect(history.present).toEqual(start)
        expect(seen).toHaveLength(end.past.length + 1)
        while (history.future.length > 0) history = forward(history)
        expect(history).toEqual(end)
      }),
    )
  })

  it('makes no step to the place it is at', () => {
    const history = visit(begun, { ...start, filter: action('role_assign') })
    expect(visit(history, { ...start, filter: action('role_assign') })).toBe(history)
    expect(samePlace(history.present, start)).toBe(false)
  })

  it('amends without a step and keeps what is ahead', () => {
    const one = visit(visit(begun, { ...start, selected: 1 }), { ...start, selected: 2 })
    const amended = amend(back(one), { ...start, selected: 7 })
    expect(amended.past).toHaveLength(1)
    expect(forward(amended).present.selected).toBe(2)
  })

  it('takes changes of zone and columns as one step, and none when they are taken back', () => {
    const there = visit(begun, { ...start, selected: 1 })
    const dressed = withAppearance(withAppearance(there, { ...look, zone: 'local' }), { zone: 'local', columns: ['time'] })
    expect(dressed.past).toHaveLength(2)
    expect(back(dressed).present).toEqual({ ...start, selected: 1 })
    expect(withAppearance(dressed, look)).toEqual(there)
    expect(withAppearance(there, { ...look, columns: [...look.columns] })).toBe(there)
  })

  it('forgets what was ahead when it goes elsewhere', () => {
    const elsewhere = visit(back(visit(begun, { ...start, selected: 1 })), { ...start, selected: 2 })
    expect(forward(elsewhere)).toBe(elsewhere)
  })

  it('does not grow without end, and stays put at either end', () => {
    let history = begun
    for (let key = 0; key < maxPast * 2; key += 1) history = visit(history, { ...start, selected: key })
    expect(history.past).toHaveLength(maxPast)
    expect(back(begun)).toBe(begun)
    expect(forward(begun)).toBe(begun)
  })
})

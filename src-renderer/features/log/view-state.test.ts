import fc from 'fast-check'
import type { Filter } from '@contract/filter.ts'
import { describe, expect, it } from 'vitest'
import { amend, back, forward, maxPast, samePlace, startHistory, startPlace, visit, type Place } from './view-state.ts'

const action = (value: string): Filter => ({ kind: 'field', field: 'action', value })
const places: fc.Arbitrary<Place> = fc.record({
  filter: fc.constantFrom('role_assign', 'role_update', 'user_invite').map(action),
  order: fc.constantFrom('asc' as const, 'desc' as const),
  selected: fc.option(fc.nat(3)),
  history: fc.option(
    fc.record({
      subject: fc.record({ type: fc.constantFrom('role', 'user'), value: fc.constantFrom('a', 'b') }),
      at: fc.option(fc.nat(3)),
      since: fc.constant(null),
    }),
  ),
})

describe('the history of the view', () => {
  it('goes back to where it was and forward again', () => {
    fc.assert(
      fc.property(fc.array(places, { maxLength: 20 }), (visited) => {
        let history = visited.reduce(visit, startHistory)
        const end = history
        const seen: Place[] = [history.present]
        while (history.past.length > 0) {
          history = back(history)
          seen.push(history.present)
        }
        expect(history.present).toEqual(startPlace)
        expect(seen).toHaveLength(end.past.length + 1)
        while (history.future.length > 0) history = forward(history)
        expect(history).toEqual(end)
      }),
    )
  })

  it('makes no step to the place it is at', () => {
    const history = visit(startHistory, { ...startPlace, filter: action('role_assign') })
    expect(visit(history, { ...startPlace, filter: action('role_assign') })).toBe(history)
    expect(samePlace(history.present, startPlace)).toBe(false)
  })

  it('amends without a step and keeps what is ahead', () => {
    const one = visit(visit(startHistory, { ...startPlace, selected: 1 }), { ...startPlace, selected: 2 })
    const amended = amend(back(one), { ...startPlace, selected: 7 })
    expect(amended.past).toHaveLength(1)
    expect(forward(amended).present.selected).toBe(2)
  })

  it('forgets what was ahead when it goes elsewhere', () => {
    const elsewhere = visit(back(visit(startHistory, { ...startPlace, selected: 1 })), { ...startPlace, selected: 2 })
    expect(forward(elsewhere)).toBe(elsewhere)
  })

  it('does not grow without end, and stays put at either end', () => {
    let history = startHistory
    for (let key = 0; key < maxPast * 2; key += 1) history = visit(history, { ...startPlace, selected: key })
    expect(history.past).toHaveLength(maxPast)
    expect(back(startHistory)).toBe(startHistory)
    expect(forward(startHistory)).toBe(startHistory)
  })
})

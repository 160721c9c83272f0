/** Many different filters as the window sends them; the same ones for the same seed. */
export function randomFilters(count, values, seed = 1) {
  let state = seed
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const one = (list) => list[random(list.length)]
  const leaf = (field) => ({ kind: 'field', field, value: one(values[field]) })
  const shapes = [
    () => [],
    () => [leaf('action')],
    () => [leaf('status')],
    () => [leaf('action'), leaf('status')],
    () => [leaf('actor'), leaf('after')],
    () => [{ kind: 'text', text: one(values.actor).slice(0, 1 + random(6)) }],
    () => [{ kind: 'text', text: one(values.actor).slice(0, 3) }, leaf('action')],
    () => [leaf('resource'), { kind: 'not', of: leaf('actor') }],
    () => [{ kind: 'or', of: [leaf('action'), leaf('action')] }, leaf('status')],
  ]
  // In tests alone: the benchmark's questions stay those of the last one.
  if (values.user)
    shapes.push(
      () => [leaf('user')],
      () => [leaf('role'), { kind: 'not', of: leaf('action') }],
      () => [{ kind: 'or', of: [leaf('group'), leaf('user')] }],
    )
  return Array.from({ length: count }, (_, i) => ({ kind: 'and', of: shapes[i % shapes.length]() }))
}

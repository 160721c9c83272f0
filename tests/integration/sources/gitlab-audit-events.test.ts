import { expect, it } from 'vitest'
import { Gitlab, gitlabToken } from './gitlab.ts'
import { deskOf, expectAll, proves, type Source } from './proof.ts'
import { day } from './source-server.ts'

let gitlab: Gitlab
const source: Source = {
  name: 'gitlab-audit-events',
  path: '/api/v4/groups/7',
  token: gitlabToken,
  server: () => (gitlab = new Gitlab()).server.listen(),
  expected: () => gitlab.expected(),
}
proves(source)

it('GitLab is asked for all that it has, never for more than thirty days at once; numbers that no float holds stay apart (case 05)', async () => {
  // A whole instance, at its own address.
  const instance = new Gitlab({ events: 40, days: 3, path: '/api/v4/audit_events' })
  const server = await instance.server.listen()
  const desk = deskOf(server, { ...source, path: '/api/v4' })
  expect(await desk.sync()).toMatchObject({ phase: 'idle', run: { inserted: 40, drifted: 0 } })
  await expectAll(desk, instance.expected())
  const first = server.asked.filter(({ url }) => !url.searchParams.has('cursor'))
  const spans = first.map(({ url: { searchParams } }) => [
    Date.parse(searchParams.get('created_after') ?? ''),
    searchParams.has('created_before') ? Date.parse(searchParams.get('created_before') as string) : server.now,
  ])
  expect(Math.max(...spans.map(([from = 0, to = 0]) => to - from))).toBeLessThanOrEqual(30 * day)
  expect(Math.min(...spans.map(([from = 0]) => from))).toBeLessThan(server.now - 90 * day)
  await desk.close()
  await server.close()
})

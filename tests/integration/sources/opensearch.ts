import { hour, SourceServer, spread, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

/** User and password. */
export const opensearchToken = 'reader:canary-5a1d'

interface Kind {
  readonly source: object
  readonly found: object
}

const ada = { name: 'ada', email: 'Ada@acme.test', id: 'u1', target: { name: 'bob', email: 'bob@acme.test', id: 'u2' } }
const bob = [{ type: 'user', id: 'u2', name: 'bob', email: 'bob@acme.test' }]

const kinds: readonly Kind[] = [
  { source: { event: { action: 'added-user-account-to-group', category: ['iam'], type: ['group', 'change'], outcome: 'success' }, user: ada, group: { id: 'g1', name: 'Finance' } }, found: { action: 'group_member_add', resource: { type: 'group', id: 'g1', name: 'Finance' }, targets: bob, status: 'success' } },
  { source: { 'event.action': 'deleted-user-account', 'event.outcome': 'failure', 'event.category': ['iam'], 'user.name': 'ada', 'user.email': 'Ada@acme.test', 'user.id': 'u1', 'user.target.name': 'bob', 'user.target.id': 'u2', 'user.target.email': 'bob@acme.test' }, found: { action: 'user_remove', status: 'failed', resource: { type: 'user', id: 'u2', name: 'bob' }, targets: bob } },
  { source: { event: { action: 'own-word', category: ['configuration'] }, user: ada }, found: { action: 'own-word', status: 'unknown', resource: { type: 'configuration' } } },
] // prettier-ignore

interface Hit {
  readonly _index: string
  readonly _id: string
  readonly _score: null
  readonly _source: { readonly '@timestamp': string }
  readonly sort: readonly [number]
}

export class OpenSearch {
  readonly hits: readonly Hit[]
  readonly server: SourceServer

  constructor({ documents = 130, days = 60, mostOfPage = 25 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.hits = spread(documents, days, now - hour).map((at, n) => ({
      _index: `logs-audit-${String(n % 2)}`,
      // Two indices may have the same ID.
      _id: String(n >> 1),
      _score: null,
      _source: { '@timestamp': new Date(at).toISOString(), source: { ip: '192.0.2.1' }, ...(kinds[n % kinds.length] as Kind).source },
      sort: [at],
    }))
    const refused = (status: number, type: string, reason: string) => ({
      status,
      body: { error: { root_cause: [{ type, reason }], type, reason }, status },
    })
    this.server = new SourceServer(
      () => ({
        answer: (asked) => this.answer(asked, mostOfPage),
        refuse: (fault) => {
          if (fault === 'limited') return refused(429, 'circuit_breaking_exception', 'Data too large')
          if (fault === 'unavailable') return refused(503, 'cluster_block_exception', 'blocked')
          // Some of the shards did not answer, and the status is 200.
          return {
            body: {
              took: 1,
              timed_out: false,
              _shards: { total: 2, successful: 1, failed: 1, failures: [{ shard: 0 }] },
              hits: { hits: [] },
            },
          }
        },
      }),
      now,
    )
  }

  expected(): Expected[] {
    return this.hits.map(({ _index, _id, sort: [at] }, n) => ({
      id: `${_index}/${_id}`,
      occurredAt: at,
      actor: { name: 'ada', email: 'ada@acme.test', id: 'u1' },
      ip: '192.0.2.1',
      ...(kinds[n % kinds.length] as Kind).found,
    })) as unknown as Expected[]
  }

  private answer({ method, url, headers, body }: Asked, mostOfPage: number): Answer {
    const refused = (status: number, type: string, reason: string) => ({
      status,
      body: { error: { root_cause: [{ type, reason }], type, reason }, status },
    })
    if (headers.authorization !== `Basic ${Buffer.from(opensearchToken).toString('base64')}`)
      return refused(401, 'security_exception', 'unable to authenticate')
    if (method !== 'POST' || url.pathname !== '/logs-audit-*/_search') return refused(404, 'index_not_found_exception', 'no such index')
    const {
      size = 10,
      query,
      sort,
    } = JSON.parse(body) as { size?: number; query: { range: { '@timestamp': { gte?: string; lt?: string } } }; sort: object[] }
    if (size > 10_000 || JSON.stringify(sort[0]) !== '{"@timestamp":{"order":"desc"}}')
      return refused(400, 'illegal_argument_exception', 'Result window is too large')
    const { gte, lt } = query.range['@timestamp']
    const [from, to] = [gte === undefined ? -Infinity : Date.parse(gte), lt === undefined ? Infinity : Date.parse(lt)]
    const hits = this.hits.filter(({ sort: [at] }) => at >= from && at < to).reverse().slice(0, Math.min(size, mostOfPage)) // prettier-ignore
    return {
      body: { took: 1, timed_out: false, _shards: { total: 2, successful: 2, skipped: 0, failed: 0 }, hits: { max_score: null, hits } },
    }
  }
}

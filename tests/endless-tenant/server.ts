import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { EndlessItem } from './items.ts'

/** A tenant that gives these items, one a page. */
export async function startEndlessTenant(
  items: readonly EndlessItem[],
): Promise<{ url: string; token: string; close: () => Promise<void> }> {
  const token = 'endless-tenant-token'
  const server: Server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams
    const at = Number(query.get('cursor') ?? 0)
    const next = at + 1 < items.length ? `"${at + 1}"` : 'null'
    const isKnown = request.headers.authorization === `Bearer ${token}`
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' })
    response.end(isKnown ? `{"items":[${items[at]?.text ?? ''}],"next_cursor":${next}}` : '{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token, close }
}

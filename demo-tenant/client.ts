import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { DemoTenant } from './index.ts'

export interface Item {
  readonly id: string
  readonly timestamp: string
  readonly action: string
  readonly status: string
  readonly actor: { readonly email: string }
  readonly resource: { readonly type: string }
}

export interface Page {
  readonly items: readonly Item[]
  readonly next_cursor: string | null
  readonly retention: { readonly days: number; readonly oldest: string }
}

export type Parameters = Readonly<Record<string, string | number>>

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

interface AskOptions {
  readonly method?: string
  readonly path?: string
  /** Null sends none. */
  readonly token?: string | null
  readonly timeoutMs?: number
}

/** One request, nothing followed, nothing retried, nothing inflated. Rejects when the connection breaks. */
export function ask(tenant: DemoTenant, parameters: Parameters = {}, options: AskOptions = {}): Promise<Reply> {
  const { method = 'GET', path = '/api/v1/iam/audit-logs', timeoutMs = 5_000, token = tenant.tokens.full } = options
  const target = new URL(path, tenant.url)
  for (const [name, value] of Object.entries(parameters)) target.searchParams.append(name, String(value))
  return new Promise((resolve, reject) => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` }
    const request = httpRequest(target, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() }),
      )
    })
    request.setTimeout(timeoutMs, () => request.destroy(new Error('timeout')))
    request.on('error', reject)
    request.end()
  })
}

export async function page(tenant: DemoTenant, parameters: Parameters = {}): Promise<Page> {
  const { status, text } = await ask(tenant, parameters)
  if (status !== 200) throw new Error(`${String(status)} ${text}`)
  return JSON.parse(text) as Page
}

/** Follows the cursors to the end. */
export async function walk(
  tenant: DemoTenant,
  parameters: Parameters = {},
  visit: (page: Page, pages: number) => void = () => undefined,
): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  let pages = 0
  do {
    const answer: Page = await page(tenant, cursor === null ? parameters : { ...parameters, cursor })
    items.push(...answer.items)
    visit(answer, ++pages)
    cursor = answer.next_cursor
  } while (cursor !== null)
  return items
}

/** The body of an API error. */
export function errorOf({ text }: Reply): { readonly code: string; readonly message: string; readonly required_permission?: string } {
  return (JSON.parse(text) as { error: { code: string; message: string; required_permission?: string } }).error
}

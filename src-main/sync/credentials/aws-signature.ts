import { createHash, createHmac } from 'node:crypto'

interface Signed {
  readonly url: string
  readonly method: string
  readonly body: string | null
  readonly headers: Readonly<Record<string, string>>
}

export interface AwsKey {
  readonly id: string
  readonly secret: string
  readonly region: string
  readonly service: string
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
const keyed = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
/** RFC 3986, as AWS wants it. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** The headers that sign a request (AWS Signature Version 4). `now` in ms. */
export function awsHeaders(
  { url, method, body, headers }: Signed,
  { id, secret, region, service }: AwsKey,
  now: number,
): Readonly<Record<string, string>> {
  const { host, pathname, searchParams } = new URL(url)
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
  const day = stamp.slice(0, 8)
  const signing = { ...headers, Host: host, 'X-Amz-Date': stamp }
  const lines = Object.entries(signing)
    .map(([name, value]) => [name.toLowerCase(), value.trim().replaceAll(/ +/g, ' ')] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const names = lines.map(([name]) => name).join(';')
  const path = pathname
    .split('/')
    .map((part) => encoded(decodeURIComponent(part)))
    .join('/')
  const query = [...searchParams]
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&')
  const request = [method, path, query, ...lines.map(([name, value]) => `${name}:${value}`), '', names, hash(body ?? '')].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', stamp, scope, hash(request)].join('\n')
  const key = ['aws4_request', service, region, day].reduceRight<Buffer | string>((key, part) => keyed(key, part), `AWS4${secret}`)
  const signature = keyed(key, text).toString('hex')
  return {
    'X-Amz-Date': stamp,
    Authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  }
}

/** The region that an address names, such as `cloudtrail.eu-west-1.amazonaws.com`; null for none. */
export function regionIn(url: string): string | null {
  return /^[a-z0-9-]+\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$/.exec(new URL(url).hostname)?.[1] ?? null
}

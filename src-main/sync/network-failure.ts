import { brokenPage, refusedRedirect } from './status-failure.ts'
import { RequestFailure } from './request-failure.ts'

interface Meaning {
  readonly pattern: RegExp
  readonly failure: (details: string) => RequestFailure
}

const unreachable =
  (message: string, next = 'The sync tries again by itself. What is fetched stays readable.') =>
  (details: string) =>
    new RequestFailure('tenant-unreachable', 'later', { message, next, details })

/**
 * What `fetch` throws, by the names both network stacks use: Chromium's `net::ERR_…` messages, Node's `cause.code`.
 * The first match decides.
 */
const meanings: readonly Meaning[] = [
  { pattern: /unexpected redirect|redirect (policy|mode)|TOO_MANY_REDIRECTS|UNSAFE_REDIRECT/i, failure: refusedRedirect },
  {
    pattern: /ERR_CERT_|ERR_SSL_|CERT_|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_TLS_CERT|HOSTNAME_MISMATCH/,
    failure: (details) =>
      new RequestFailure('not-the-tenant', 'stop', {
        message: 'The certificate of the server that answered is not valid for the tenant.',
        next: 'Check the tenant URL and this computer’s date. On a company network, ask your administrator for its certificate.',
        details,
      }),
  },
  {
    pattern: /ERR_NAME_NOT_RESOLVED|ERR_NAME_RESOLUTION|ENOTFOUND|EAI_AGAIN|EAI_/,
    failure: unreachable('The tenant’s name could not be found on the network.'),
  },
  { pattern: /ERR_INTERNET_DISCONNECTED|ENETUNREACH|ENETDOWN|ERR_NETWORK_CHANGED/, failure: unreachable('This computer has no network.') },
  {
    pattern: /ERR_PROXY_|ERR_TUNNEL_|ERR_SOCKS_/,
    failure: unreachable(
      'The proxy of this network could not be reached.',
      'Check your system’s proxy settings. The sync tries again by itself.',
    ),
  },
  { pattern: /ERR_CONNECTION_REFUSED|ECONNREFUSED/, failure: unreachable('Nothing answers at the tenant’s address.') },
  {
    pattern: /TIMED_OUT|TIMEDOUT|TIMEOUT/,
    failure: (details) =>
      new RequestFailure('tenant-too-slow', 'later', {
        message: 'The tenant did not answer in time.',
        next: 'The sync tries again by itself.',
        details,
      }),
  },
]

/** Mid-body breaks whose names say that the bytes themselves were wrong or too few. */
const brokenBody =
  /CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED|CONTENT_DECODING|Z_DATA_ERROR|Z_BUF_ERROR|ERR_INVALID_CHUNKED|HPE_|incorrect header check|unexpected end of file/i

/** A thrown value of `fetch` as a failure of the table. `asked` is method and URL without query. */
export function networkFailure(thrown: unknown, asked: string): RequestFailure {
  const chain = describe(thrown)
  const details = `${asked}: ${chain}`
  const meaning = meanings.find(({ pattern }) => pattern.test(chain))
  return meaning ? meaning.failure(details) : unreachable('Could not connect to the tenant.')(details)
}

/** A thrown value while the body was read: the page is cut short; a smaller one may come through. */
export function bodyFailure(thrown: unknown, asked: string): RequestFailure {
  const chain = describe(thrown)
  const details = `${asked}: ${chain}`
  if (brokenBody.test(chain)) return brokenPage('The tenant sent a page that is cut off or damaged.', details)
  const { error } = networkFailure(thrown, asked)
  return new RequestFailure(error.code, 'smaller', {
    message: 'The connection to the tenant broke off in the middle of a page.',
    next: 'The sync tries again by itself, then with smaller pages.',
    details,
  })
}

/** Names and messages along the chain of causes; at most 500 characters. */
function describe(thrown: unknown): string {
  const parts: string[] = []
  for (let at: unknown = thrown; at instanceof Error && parts.length < 8; at = at.cause) {
    const code: unknown = (at as { code?: unknown }).code
    parts.push(typeof code === 'string' && !at.message.includes(code) ? `${at.message} (${code})` : at.message)
    // Node joins the attempts of several addresses.
    if (at instanceof AggregateError)
      parts.push(...at.errors.slice(0, 3).map((each) => (each instanceof Error ? each.message : String(each))))
  }
  return (parts.join(': ') || String(thrown)).slice(0, 500)
}

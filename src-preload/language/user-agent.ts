import Bowser from 'bowser'

/** What a user agent says it is. It is only what the client claims. */
interface Client {
  /** Without a version: *Firefox*, *curl*. */
  readonly family: string
  readonly version: string | undefined
  readonly system: string | undefined
}

/** Short: *Firefox 132 on macOS*, *curl 8.9.1*. Null when it cannot be told. */
export function userAgentText(agent: string): string | null {
  const client = clientOf(agent)
  if (!client) return null
  const { family, version, system } = client
  return [version ? `${family} ${version}` : family, system && `on ${system}`].filter(Boolean).join(' ')
}

/** What all versions of a client have in common: *Firefox*, *curl*. Null when it cannot be told. */
export const agentFamily = (agent: string): string | null => clientOf(agent)?.family ?? null

function clientOf(agent: string): Client | null {
  // A browser's text is a few hundred characters; anything much longer is not one, and costs time to match.
  if (agent.length === 0 || agent.length > 1000) return null
  // Tools introduce themselves as name/version; the first of a list is the tool, the rest what it is made of.
  const tool = /^([A-Za-z][\w.-]{0,40})(?:\/v?(\d[\w.-]{0,20}))?(?:[\s(;]|$)/.exec(agent)
  if (!agent.startsWith('Mozilla/')) return tool && { family: tool[1] ?? '', version: tool[2], system: undefined }
  const { browser, os } = Bowser.parse(agent)
  return browser.name ? { family: browser.name, version: browser.version?.split('.')[0], system: os.name } : null
}

import Bowser from 'bowser'

/** What a user agent says it is, short: *Firefox 132 on macOS*, *curl 8.9.1*. Null when it cannot be told. It is only what the client claims. */
export function userAgentText(agent: string): string | null {
  // A browser's text is a few hundred characters; anything much longer is not one, and costs time to match.
  if (agent.length === 0 || agent.length > 1000) return null
  const { browser, os } = Bowser.parse(agent)
  const mozilla = agent.startsWith('Mozilla/')
  if (browser.name && mozilla) return [named(browser.name, majorOf(browser.version)), os.name && `on ${os.name}`].filter(Boolean).join(' ')
  // Tools introduce themselves as name/version; the first of a list is the tool, the rest what it is made of.
  const tool = /^([A-Za-z][\w.-]{0,40})(?:\/v?(\d[\w.-]{0,20}))?(?:[\s(;]|$)/.exec(agent)
  return tool && !mozilla ? named(tool[1] ?? '', tool[2]) : null
}

const majorOf = (version: string | undefined): string | undefined => version?.split('.')[0]
const named = (name: string, version: string | undefined): string => (version ? `${name} ${version}` : name)

import type { App } from 'electron'
import { cutLink, linkScheme, longestLink } from '@contract/link.ts'

/** Bytes that a start may send to an instance that runs: Chromium's limit is 32 kB, beyond which it ends that instance. */
const longestMessage = 30_000

const linkOf = (args: readonly string[]): string | null => args.find((arg) => arg.startsWith(`${linkScheme}:`)) ?? null

/** The first link of ours among command line arguments; untrusted text, parsed by the window, which also says when it is too long. */
export function linkIn(args: readonly string[]): string | null {
  const link = linkOf(args)
  return link === null ? null : cutLink(link)
}

/**
 * Why these arguments must not reach an instance that runs, as a sentence; null when they may. To be asked before the lock is: whoever does not
 * get it has sent all of its arguments already (docs/decisions/security.md, 147).
 */
export function refusalOf(args: readonly string[], folder: string): string | null {
  const link = linkOf(args)
  if (link !== null && link.length > longestLink)
    return `The link is too long: it has ${link.length} characters, and at most ${longestLink} are read. Nothing was opened.`
  const bytes = [...args, folder].reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0)
  // The link is sent a second time beside the arguments, two bytes a character.
  if (bytes + 2 * (link?.length ?? 0) > longestMessage)
    return `The arguments are too long: they have ${bytes} bytes. Start the application with less. Nothing was opened.`
  return null
}

/**
 * Makes sure that one instance owns the data folder. A second start hands its link to the first, which comes to the front.
 * @returns false when another instance runs: this one must quit.
 */
export function beTheOnlyInstance(app: App, onOther: (link: string | null) => void): boolean {
  const link = linkIn(process.argv)
  if (!app.requestSingleInstanceLock({ link })) return false
  app.on('second-instance', (_event, args, _folder, data) => {
    // Chromium may reorder or drop arguments; the data is as it was sent, but from a process we did not start.
    const sent = typeof data === 'object' && data !== null && 'link' in data ? data.link : null
    onOther(typeof sent === 'string' ? linkIn([sent]) : linkIn(args))
  })
  return true
}

import type { App } from 'electron'

export const linkScheme = 'iam-audit-desk'
const longestLink = 16_384

/** The first link of ours among command line arguments; untrusted text, parsed by the window. */
export function linkIn(args: readonly string[]): string | null {
  return args.find((arg) => arg.startsWith(`${linkScheme}:`) && arg.length <= longestLink) ?? null
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

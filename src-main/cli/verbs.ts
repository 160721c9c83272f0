const verbs: ReadonlySet<string> = new Set([
  'sync',
  'people',
  'query',
  'export',
  'coverage',
  'import',
  'try',
  'sources',
  'access',
  'why',
  'denied',
  'continuity',
  'reconcile',
])

/** The command among the arguments of the application's executable, with its own; null when a window is wanted. */
export function commandIn(argv: readonly string[], appPath: string): readonly string[] | null {
  const at = argv.findIndex((arg, i) => i > 0 && verbs.has(arg))
  const before = argv.slice(1, Math.max(1, at))
  // Nothing but Chromium's switches and the application itself may stand before a verb.
  return at > 0 && before.every((arg) => arg.startsWith('-') || arg === appPath) ? argv.slice(at) : null
}

/** Parses /etc/os-release (os-release(5)): shell-like assignments, values perhaps quoted. */
export function parseOsRelease(text) {
  const values = {}
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/.exec(line)
    if (!match) continue
    const [, name, raw] = match
    const quoted = /^(["'])(.*)\1\s*$/.exec(raw.trim())
    values[name] = quoted ? quoted[2].replace(/\\(["$`\\])/g, '$1') : raw.trim()
  }
  return values
}

// Releases from before the libraries' names changed with the 64-bit time type (Debian 13, Ubuntu 24.04).
const oldNames = new Set(['stretch', 'buster', 'bullseye', 'bookworm', 'bionic', 'focal', 'jammy', 'kinetic', 'lunar', 'mantic'])

/** Whether this Debian or Ubuntu (or what is derived from one) names its libraries with the `t64` ending. */
export function hasT64Names(release) {
  const codename = release.UBUNTU_CODENAME ?? release.DEBIAN_CODENAME ?? release.VERSION_CODENAME
  return !oldNames.has(codename)
}

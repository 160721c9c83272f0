const parts = (version) => version.replace(/^v/, '').split('.').map(Number)

/** Whether everything here runs on this version of Node: the one of the lock file's line, or newer. */
export function isNewEnough(version, wanted) {
  return parts(version)[0] >= parts(wanted)[0]
}

/** The published version that is closest to the wanted one, of its own line if there is any, else of the next; undefined when all are older. */
export function nearestVersion(published, wanted) {
  const [major, minor, patch] = parts(wanted)
  const distance = (version) => {
    const [a, b, c] = parts(version)
    return (a - major) * 1e6 + Math.abs(b - minor) * 1e3 + Math.abs(c - patch)
  }
  return published
    .filter((version) => /^\d+\.\d+\.\d+$/.test(version) && isNewEnough(version, wanted))
    .sort((a, b) => distance(a) - distance(b))[0]
}

/** The package of the registry that holds Node for one system, as the package `node` names it. */
export function nodePackage(platform, arch) {
  const system = platform === 'win32' ? 'win' : platform
  const processor = system === 'win' && arch === 'ia32' ? 'x86' : arch
  return `${platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node'}-${system}-${processor}`
}

import { createHash } from 'node:crypto'

/** What an installation depends on; the same text means there is nothing to install. */
export function stampOf(lockText, platform = `${process.platform}-${process.arch}`) {
  return `${platform} ${createHash('sha256').update(lockText).digest('hex')}`
}

/**
 * Whether the packages on disk are those of the lock file, by npm's own record of what it installed
 * (node_modules/.package-lock.json). Optional packages may be missing, unless they are the binaries for this very system:
 * npm leaves those out silently when it ran on a Node they do not support.
 */
export function isInstalled(lock, installed, platform = process.platform, arch = process.arch) {
  if (!lock?.packages || !installed?.packages) return false
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '' || wanted.link) return true
    const present = installed.packages[path]
    return present ? present.version === wanted.version : wanted.optional === true && !isForSystem(wanted, platform, arch)
  })
}

/** Whether a package names this operating system and processor as its own. musl builds do not count: Electron needs glibc. */
function isForSystem({ os, cpu, libc }, platform, arch) {
  return os?.includes(platform) === true && cpu?.includes(arch) === true && (libc === undefined || libc.includes('glibc'))
}

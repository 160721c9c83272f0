import { spawnSync } from 'node:child_process'
import { existsSync, statfsSync } from 'node:fs'

/**
 * Whether Chromium's sandbox can work: never as root on Linux, else when a user may make the namespaces it is built of
 * (containers and some distributions forbid that).
 */
export function sandboxWorks() {
  if (process.platform !== 'linux') return true
  if (process.getuid?.() === 0) return false
  return (
    spawnSync('unshare', ['--user', '--map-root-user', '--pid', '--net', '--fork', 'true'], { stdio: 'ignore', timeout: 5_000 }).status ===
    0
  )
}

/** Containers often have 64 MB of shared memory, too little for a window of this size. */
export function sharedMemoryIsSmall() {
  if (process.platform !== 'linux') return false
  if (!existsSync('/dev/shm')) return true
  const { bsize, blocks } = statfsSync('/dev/shm')
  return bsize * blocks < 256 * 1024 * 1024
}

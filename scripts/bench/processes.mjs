import { readdirSync, readFileSync } from 'node:fs'

/** Resident memory in MB of a process and everything it started, by what each is. Linux only; empty elsewhere. */
export function memoryByProcess(rootPid) {
  if (process.platform !== 'linux') return []
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const parent = Number(/\) \S+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
        const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
        return [{ pid: Number(pid), parent, rss, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
      } catch {
        // It ended while we looked.
        return []
      }
    })
  const family = new Set([rootPid])
  for (let grown = true; grown;) {
    grown = false
    for (const { pid, parent } of all) if (family.has(parent) && !family.has(pid)) grown = Boolean(family.add(pid))
  }
  const sums = new Map()
  for (const { pid, rss, command } of all) {
    if (!family.has(pid)) continue
    const kind = command.includes('data-service')
      ? 'data service'
      : pid === rootPid
        ? 'main'
        : (/--type=([\w-]+)/.exec(command)?.[1] ?? 'helper')
    sums.set(kind, (sums.get(kind) ?? 0) + rss / 1024)
  }
  return [...sums].map(([kind, megabytes]) => ({ kind, megabytes }))
}

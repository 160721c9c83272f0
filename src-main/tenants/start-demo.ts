import { createInterface } from 'node:readline'
import { utilityProcess } from 'electron'
import { endChild, onChildEnd } from '../data-host/electron-child.ts'
import type { DemoProcess } from './demo-server.ts'

/** Starts the built demo tenant in a process of Electron's own, which ends with the application at the latest (docs/decisions/structure.md, 52). */
export function demoStarter(modulePath: string, log: (line: string) => void): (args: readonly string[]) => DemoProcess {
  return (args) => {
    const child = utilityProcess.fork(modulePath, [...args], { serviceName: 'IAM Audit Desk demo tenant', stdio: 'pipe' })
    const said = new Promise<string>((resolve, reject) => {
      if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve)
      if (child.stderr) createInterface({ input: child.stderr }).on('line', log)
      onChildEnd(child, (reason) => reject(new Error(`It ended: ${reason}.`)))
    })
    // Whoever asked is told; nobody may have.
    said.catch(() => undefined)
    return { said, stop: () => endChild(child) }
  }
}

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, cpSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron } from '@playwright/test'
import { expect, inTurn, launchInfo, test } from './fixtures.ts'

/** The user and group `nobody`, which every Linux has. */
const nobody = 65534
const asNobody = ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--'] as const
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const isRoot = process.getuid?.() === 0

/** Whether this machine lets an ordinary user make the namespaces Chromium's sandbox is built of, and read this repository. */
function sandboxCanWork(): boolean {
  if (process.platform !== 'linux') return false
  const works = (...command: string[]): boolean => {
    const [program = '', ...args] = isRoot ? [...asNobody, ...command] : command
    return spawnSync(program, args, { stdio: 'ignore' }).status === 0
  }
  return works('unshare', '--user', '--map-root-user', '--pid', '--net', '--fork', 'true') && works('test', '-x', join(root, 'scripts'))
}

// As root, and in containers that forbid namespaces, there is no sandbox to test.
if (sandboxCanWork()) {
  test('an ordinary user gets Chromium’s real sandbox', async () => {
    const place = mkdtempSync(join(tmpdir(), 'iam-audit-desk-sandbox-'))
    const { executable, args, env } = launchInfo()
    const ownAccount = isRoot ? actAsNobody(place, executable) : { executable, env: {} }
    const app = await inTurn(() =>
      _electron.launch({
        executablePath: ownAccount.executable,
        chromiumSandbox: true,
        args: [...args.filter((each) => each !== '--no-sandbox'), `--user-data-dir=${join(place, 'data')}`],
        env: { ...(process.env as Record<string, string>), ...env, ...ownAccount.env },
      }),
    )
    try {
      const page = await app.firstWindow()
      await expect(page.getByRole('textbox', { name: 'Tenant URL' })).toBeVisible()
      const seen = await app.evaluate(({ app, BrowserWindow }) => ({
        noSandbox: app.commandLine.hasSwitch('no-sandbox'),
        main: process.pid,
        window: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
      }))
      expect(seen.noSandbox).toBe(false)
      const status = readFileSync(`/proc/${seen.window}/status`, 'utf8')
      // 2 is a filter on system calls (seccomp-bpf).
      expect(status).toMatch(/^Seccomp:\s*2$/m)
      for (const kind of ['user', 'pid', 'net']) {
        expect([kind, readlinkSync(`/proc/${seen.window}/ns/${kind}`)]).not.toEqual([kind, readlinkSync(`/proc/${seen.main}/ns/${kind}`)])
      }
    } finally {
      await app.close()
      rmSync(place, { recursive: true, force: true })
    }
  })
}

/** The runtime where `nobody` can read it, started as `nobody` with a home and a display of its own. */
function actAsNobody(place: string, executable: string): { readonly executable: string; readonly env: Record<string, string> } {
  chmodSync(place, 0o755)
  const runtime = join(place, 'runtime')
  cpSync(dirname(executable), runtime, { recursive: true })
  execFileSync('chmod', ['-R', 'a+rX', runtime])
  const home = mkdtempSync(join(place, 'home-'))
  chownSync(place, nobody, nobody)
  chownSync(home, nobody, nobody)
  const starter = join(place, 'start')
  writeFileSync(starter, `#!/bin/sh\nexec ${asNobody.join(' ')} "${join(runtime, basename(executable))}" "$@"\n`, { mode: 0o755 })
  const env: Record<string, string> = { HOME: home }
  const { XAUTHORITY: authority } = process.env
  if (authority) {
    env['XAUTHORITY'] = join(home, 'Xauthority')
    copyFileSync(authority, env['XAUTHORITY'])
    chownSync(env['XAUTHORITY'], nobody, nobody)
  }
  return { executable: starter, env }
}

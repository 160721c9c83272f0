import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bundleForNode } from '../../scripts/lib/bundle.mjs'
import { makeFolder } from '../damage/folder.ts'

const fillsAndReads = `
  mount -t tmpfs -o size=2m tmpfs "$1" || exit 77
  disk=$1 node=$2 child=$3 data=$4 tenant=$5
  cp -R "$data" "$disk/data" || exit 78
  dd if=/dev/zero of="$disk/ballast" bs=4096 2>/dev/null
  "$node" "$child" "$disk/data" "$tenant" && "$node" "$child" "$disk/data" "$tenant"`

it('a disk of 2 MB that is full stops nobody from reading, and a write is told (issue 12.25)', async ({ skip }) => {
  const root = mkdtempSync(join(tmpdir(), 'iam-audit-desk-full-'))
  try {
    const child = await bundleForNode(join(import.meta.dirname, 'full-disk-child.ts'), 'full-disk-child')
    const tenant = await makeFolder(join(root, 'data'))
    const disk = join(root, 'disk')
    mkdirSync(disk)
    const inside = ['sh', '-c', fillsAndReads, 'sh', disk, process.execPath, child, join(root, 'data'), tenant]
    // A name space of its own for whoever may have one; root needs none of users.
    const ran = ['-rm', '-m'].map((names) => spawnSync('unshare', [names, ...inside], { encoding: 'utf8' }))
    const mounted = ran.find(({ status, stderr }) => status !== 77 && !/^unshare:/m.test(stderr))
    if (!mounted) {
      process.stderr.write(
        '\nNOT TESTED: reading from a full disk. This system lets neither this user nor root mount a small file system (unshare).\n\n',
      )
      return skip('no small file system could be mounted')
    }
    // The day's backup does not fit: that is told, and stops nothing.
    expect(mounted.stderr.trim().split('\n').filter((line) => !/could not be backed up.*disk is full/i.test(line)).join('')).toBe('') // prettier-ignore
    const said = mounted.stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown) // prettier-ignore
    const read = { total: 900, read: true, bookmarks: 5, entries: 900, write: 'disk-full' }
    expect(said).toEqual([read, read])
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

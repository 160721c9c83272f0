import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { damageAll } from '../damage/damage.ts'
import { makeFolder } from '../damage/folder.ts'

/** A share of what `npm run test:damage` does. */
const flips = Number(process.env['DAMAGE_FLIPS'] ?? 80)
const seed = Number(process.env['DAMAGE_SEED'] ?? 1)

it(
  `nothing wrong is shown as right after any of ${flips} flipped bits and wiped sectors in any file of a data folder (issue 12.11)`,
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'iam-audit-desk-damage-'))
    try {
      const folder = join(root, 'data')
      const tenant = await makeFolder(folder)
      const onRound = (round: number, wrong: number): void => {
        if (flips >= 1000 && round % 100 === 99) process.stderr.write(`${round + 1} of ${flips}, ${wrong} wrong\n`)
      }
      const { wrong, told } = await damageAll(folder, tenant, { flips, seed, onRound })
      process.stderr.write(`${told} of ${flips} were noticed; the others made no difference.\n`)
      expect(wrong).toEqual([])
      expect(told).toBeGreaterThan(0)
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  },
  24 * 3600_000,
)

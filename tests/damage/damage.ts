import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { ask, exportKinds, type Answer, type Answers } from './answers.ts'

export interface Wrong {
  readonly round: number
  readonly damage: string
  readonly question: string
  readonly said: readonly string[]
}

/** One damage: where, and what. */
interface Damage {
  readonly file: string
  readonly at: number
  readonly wipe: boolean
}

/** Does damage after damage to copies of a folder and collects every answer that is neither right nor says that it is not. */
export async function damageAll(
  folder: string,
  tenant: string,
  { flips, seed, onRound }: { flips: number; seed: number; onRound?: (round: number, wrong: number) => void },
): Promise<{ readonly wrong: Wrong[]; readonly told: number }> {
  const next = random(seed)
  const files = filesIn(folder)
  const copy = `${folder}-copy`
  cpSync(folder, copy, { recursive: true })
  const right = await ask(copy, tenant)
  const wrong: Wrong[] = []
  let told = 0
  for (let round = 0; round < flips; round++) {
    rmSync(copy, { recursive: true, force: true })
    cpSync(folder, copy, { recursive: true })
    const damage = doDamage(copy, files, next)
    // All of them in the long run, one of them in turn in its share.
    const answers = await ask(copy, tenant, flips >= 1000 ? exportKinds : [exportKinds[round % exportKinds.length] ?? 'ndjson'])
    const said = saidIn(answers)
    if (said.length > 0) told++
    for (const question of wrongIn(right, answers)) wrong.push({ round, damage: JSON.stringify(damage), question, said })
    onRound?.(round, wrong.length)
  }
  rmSync(copy, { recursive: true, force: true })
  return { wrong, told }
}

function filesIn(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return all.filter((name) => statSync(join(folder, name)).isFile() && statSync(join(folder, name)).size > 0).sort()
}

/** Half of it in any file, half in one of the databases. */
function doDamage(folder: string, files: readonly string[], next: () => number): Damage {
  const databases = files.filter((name) => /(cache|casework)\.db$/.test(name))
  const from = next() < 0.5 ? files : databases
  const file = from[Math.floor(next() * from.length)] as string
  const bytes = readFileSync(join(folder, file))
  // The first pages hold the schema and the small tables.
  const reach = next() < 0.3 ? Math.min(bytes.length, 65_536) : bytes.length
  const at = Math.floor(next() * reach)
  const wipe = next() < 0.25
  if (wipe) bytes.fill(next() < 0.5 ? 0 : Math.floor(next() * 256), at - (at % 512), Math.min(bytes.length, at - (at % 512) + 512))
  else bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(next() * 8))
  writeFileSync(join(folder, file), bytes)
  return { file, at, wipe }
}

const isError = (answer: Answer | undefined): answer is { readonly error: string } => answer !== undefined && 'error' in answer

function saidIn({ cache, casework, files, said }: Answers): string[] {
  const errors = [cache, casework, files].flatMap((part) =>
    Object.entries(part).flatMap(([name, answer]) => (isError(answer) ? [`${name}: ${answer.error}`] : [])),
  )
  return [...said, ...errors]
}

/** The questions that were answered otherwise than before without a word. An unforeseen error is a word of ours that is missing. */
function wrongIn(right: Answers, found: Answers): string[] {
  const wrong: string[] = []
  const cacheSaid = found.said.some((word) => /cache recovered|a gap|rebuilding/.test(word))
  const caseworkSaid = found.said.some((word) => word.includes('casework'))
  const filesSaid = found.said.length > 0
  for (const [part, isSaid] of [
    ['cache', cacheSaid],
    ['casework', caseworkSaid],
    ['files', filesSaid],
  ] as const) {
    for (const [question, answer] of Object.entries(found[part])) {
      const before = right[part][question]
      if (isError(answer)) {
        if (!/^[a-z]+(-[a-z]+)*$/.test(answer.error) || answer.error === 'internal') wrong.push(`${question}: ${answer.error}`)
      } else if (
        !isDeepStrictEqual(answer, before) &&
        !isSaid &&
        !(part === 'files' && isNothing(answer)) &&
        !(part === 'cache' && caseworkSaid && question.includes('bookmarked')) &&
        !isSaidByCache(question, cacheSaid)
      )
        wrong.push(question)
    }
  }
  // Whatever is said: an entry that is shown is one that was received.
  const known = new Set(right.entries)
  if (found.entries.some((entry) => !known.has(entry))) wrong.push('an entry that was never received')
  if (new Set(found.entries).size !== found.entries.length) wrong.push('an entry twice')
  return wrong
}

/** The first answer is merely not kept. */
const isNothing = (answer: Answer): boolean => 'value' in answer && (answer.value === null || answer.value === undefined)

/** What casework takes from the cache. */
const isSaidByCache = (question: string, cacheSaid: boolean): boolean => cacheSaid && question === 'frozen'

/** Mulberry32: the same damage for the same seed. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

// npm test: everything but what test-long.mjs keeps for itself, stopping at the first stage that fails; the last line is always "N passed, N failed".
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { benchService } from './bench/service.mjs'
import { build } from './lib/built.mjs'
import { eslint, prettier, typecheck } from './lib/checks.mjs'
import { endToEnd, longTests, utilityProcessEnvironment } from './lib/end-to-end.mjs'
import { artifacts, readJson } from './lib/paths.mjs'
import { readyWithElectron } from './lib/ready.mjs'
import { runTool } from './lib/run.mjs'
import { runScript, say } from './lib/stop.mjs'
import { playwrightCounts, stageCounts, vitestCounts } from './lib/test-counts.mjs'

const unitReport = join(artifacts, 'unit.json')
const windowReport = join(artifacts, 'e2e.json')

let runtime

const stages = [
  // Each uses one core.
  { name: 'Lint and types', run: lintAndTypes },
  {
    name: 'Unit and integration tests',
    run: () => runTool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`]),
    counts: () => vitestCounts(readJson(unitReport)),
  },
  { name: 'The benchmark’s engines answer alike', run: enginesAlike },
  { name: 'Build', run: () => build().then(() => 0) },
  {
    name: 'End-to-end tests',
    run: () => endToEnd(runtime, ['--grep-invert', longTests]),
    counts: () => playwrightCounts(readJson(windowReport)),
  },
]

/** ESLint takes as long as all the others together. */
async function lintAndTypes() {
  const others = async () => (await typecheck()) || (await prettier()) || (await utilityProcessEnvironment(runtime), 0)
  return (await Promise.all([eslint(), others()])).find((code) => code !== 0) ?? 0
}

/** Small, and with the peers that are there: what counts is that it runs and that all of them say the same. */
async function enginesAlike() {
  const { code, stdout, stderr } = await benchService({ entries: 20_000, quick: true, fetch: false })
  if (code !== 0) say(stdout + stderr)
  return code
}

/** @returns whether the stage passed; adds to `total` */
async function runStage({ name, run, counts }, total) {
  const begun = Date.now()
  let code = 1
  await runScript(async () => {
    code = await run()
    return code
  })
  const { passed, failed } = stageCounts(code, counts?.())
  total.passed += passed
  total.failed += failed
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name}: ${((Date.now() - begun) / 1000).toFixed(1)} s\n\n`)
  return code === 0
}

const total = { passed: 0, failed: 0 }
for (const report of [unitReport, windowReport]) rmSync(report, { force: true })

const setUp = {
  name: 'Set-up',
  run: async () => {
    runtime = await readyWithElectron()
    return 0
  },
}
for (const stage of [setUp, ...stages]) {
  if (!(await runStage(stage, total))) {
    if (stage !== stages.at(-1)) say(`Stopped at: ${stage.name}`)
    break
  }
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`)
process.exitCode = total.failed > 0 ? 1 : 0

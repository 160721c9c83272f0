import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm, npmReason } from '../lib/npm.mjs'
import { artifacts, readJson } from '../lib/paths.mjs'
import { say } from '../lib/stop.mjs'

/** A peer in the benchmark and nothing else: its 70 MB are no package of the repository's. */
const packageName = '@duckdb/node-api'
const version = '1.5.6-r.1'
const patienceMs = 120_000

/**
 * The folder in whose `node_modules` DuckDB is, installed there the first time it is asked for; null, and a line that says why, where it
 * cannot be had.
 * @param {{ fetch: boolean }} options without `fetch` only what is there is used
 */
export async function duckFolder({ fetch }) {
  const folder = join(artifacts, 'bench', 'duckdb')
  const installed = () => readJson(join(folder, 'node_modules', packageName, 'package.json'))?.version === version
  if (installed()) return folder
  if (!fetch) return null
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  say(`Installing ${packageName} ${version} as a peer, in ${folder} …`)
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', `${packageName}@${version}`]
  const { code, stderr } = await npm(args, { cwd: folder, limit: patienceMs })
  if (code === 0 && installed()) return folder
  say(`Without DuckDB as a peer: it could not be installed (${npmReason(stderr)}).`)
  return null
}

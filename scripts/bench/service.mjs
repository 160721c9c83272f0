import { join } from 'node:path'
import { bundleForNode } from '../lib/bundle.mjs'
import { root } from '../lib/paths.mjs'
import { capture, childEnvironment } from '../lib/run.mjs'
import { duckFolder } from './duckdb.mjs'

/**
 * The data service beside its peers on the same entries; fails when any two of them answer differently.
 * @param {{ entries: number, quick: boolean, fetch: boolean }} options `fetch`: a peer that is not installed may be
 * @returns as `capture`
 */
export async function benchService({ entries, quick, fetch }) {
  const program = await bundleForNode(join(root, 'tests', 'bench', 'run.ts'), 'bench')
  const service = await bundleForNode(join(root, 'src-main', 'data-service', 'index.ts'), 'data-service')
  const duck = await duckFolder({ fetch })
  const args = [program, String(entries), quick ? 'quick' : 'full', service, duck ?? '']
  return await capture(process.execPath, args, { env: childEnvironment() })
}

import { join } from 'node:path'
const root = process.cwd()
const { bundleForNode } = await import(join(root, 'scripts/lib/bundle.mjs'))
const program = await bundleForNode(join(root, 'tests/bench/staterun.ts'), 'staterun')
const service = await bundleForNode(join(root, 'src-main/data-service/index.ts'), 'data-service')
const { spawnSync } = await import('node:child_process')
spawnSync(process.execPath, [...process.argv.slice(3), program, process.argv[2]], { stdio: 'inherit' })

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Counts the entries of an action and a status in the NDJSON, from the beginning: neither tool keeps anything. */
export interface ToolPeer {
  readonly name: string
  /** NaN when this version of the tool cannot. */
  readonly count: (action: string, status: string) => number
}

/** How lnav reads the entries. */
const lnavFormat = {
  $schema: 'https://lnav.org/schemas/format-v1.schema.json',
  iam_bench: {
    title: 'IAM entries',
    description: 'Entries of the benchmark',
    json: true,
    'file-pattern': '.*\\.ndjson',
    'timestamp-field': 'timestamp',
    'line-format': [{ field: 'timestamp' }, ' ', { field: 'action' }, ' ', { field: 'status' }],
    'hide-extra': true,
    value: { action: { kind: 'string' }, status: { kind: 'string' } },
  },
}

const isThere = (name: string, argument: string): boolean => spawnSync(name, [argument]).status === 0

/** Those of jq and lnav that are installed. `folder` is for lnav's own files. */
export function toolPeers(ndjson: string, folder: string): ToolPeer[] {
  const peers: ToolPeer[] = []
  const run = (name: string, args: readonly string[], env = process.env): number => {
    const { status, stdout, stderr } = spawnSync(name, args, { encoding: 'utf8', env })
    if (status === 0) return Number(stdout.trim().split('\n').at(-1) || NaN)
    process.stderr.write(`${name}: ${stderr}\n`)
    return NaN
  }
  if (isThere('jq', '--version')) {
    const program = 'reduce (inputs | select(.action == $action and .status == $status)) as $entry (0; . + 1)'
    peers.push({
      name: 'jq on NDJSON',
      count: (action, status) => run('jq', ['-n', '--arg', 'action', action, '--arg', 'status', status, program, ndjson]),
    })
  }
  if (isThere('lnav', '-V')) {
    const formats = join(folder, 'lnav', 'formats', 'bench')
    mkdirSync(formats, { recursive: true })
    writeFileSync(join(formats, 'format.json'), JSON.stringify(lnavFormat))
    const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
    peers.push({
      name: 'lnav on NDJSON',
      count: (action, status) => {
        const sql = `;SELECT count(*) AS n FROM iam_bench WHERE action = ${quoted(action)} AND status = ${quoted(status)}`
        // A home of its own each time: it would keep what it has indexed.
        const env = { ...process.env, HOME: mkdtempSync(join(folder, 'lnav-home-')) }
        return run('lnav', ['-N', '-n', '-I', join(folder, 'lnav'), '-c', sql, '-c', ':write-csv-to -', ndjson], env)
      },
    })
  }
  return peers
}

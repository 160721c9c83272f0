import { readFileSync, statSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { z } from 'zod'

/** Where the bytes are until the file is whole. */
export const partOf = (path: string): string => `${path}.part`

/** `audit.csv`, `audit-2.csv`, … */
export function partPath(path: string, number: number): string {
  const extension = extname(path)
  return number === 1 ? path : `${path.slice(0, path.length - extension.length)}-${number}${extension}`
}

export const manifestPath = (path: string): string => `${path}.manifest.json`

/** More files than an export ever has. */
export const mostParts = 100

/** Every name that an export to this path may give, the manifest's among them. */
export const namesOf = (path: string): string[] => [
  ...Array.from({ length: mostParts }, (_, i) => partPath(path, i + 1)),
  manifestPath(path),
]

const largestManifest = 16_000_000
const listed = z.object({ what: z.literal('Export of an IAM audit log'), files: z.array(z.object({ name: z.string() })) })

/** What an earlier export to this path has beside its first file: the manifest and the parts it names. Who replaces one replaces all of them. */
export function earlierFiles(path: string): string[] {
  try {
    const manifest = manifestPath(path)
    if (statSync(manifest).size > largestManifest) return []
    const named = new Set(listed.parse(JSON.parse(readFileSync(manifest, 'utf8'))).files.map(({ name }) => name))
    const own = Array.from({ length: mostParts - 1 }, (_, i) => partPath(path, i + 2))
    return [manifest, ...own.filter((each) => named.has(basename(each)))]
  } catch {
    // None is there, or it is not one of ours: then nothing beside the first file is anybody's but the person's.
    return []
  }
}

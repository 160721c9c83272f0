import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fail } from '@contract/errors.ts'
import type { SealedStretch } from '@contract/import.ts'
import { inputFiles, type InputFile } from './readers/inputs.ts'
import { cancelled } from './records.ts'

/** A digest is as large as its list of the log files of an hour. */
const largestDigest = 32 * 1024 * 1024
const largestSignature = 64 * 1024

interface LogFile {
  readonly s3Object: string
  readonly hashValue: string
  readonly newestEventTime?: string
  readonly oldestEventTime?: string
}

/** What a digest of AWS CloudTrail says, as far as it is looked at. */
interface Digest {
  readonly file: InputFile
  readonly sha256: string
  readonly digestStartTime: string
  readonly digestEndTime: string
  readonly digestS3Bucket: string
  readonly digestS3Object: string
  readonly previousDigestS3Object: string | null
  readonly previousDigestHashValue: string | null
  readonly previousDigestSignature: string | null
  readonly logFiles: readonly LogFile[]
}

/**
 * Checks the digests of AWS CloudTrail among the files: their chain, their RSA signatures, and the hashes of the log files that they name. By the string
 * to sign as AWS documents it ("Custom implementations of CloudTrail log file integrity validation"): the digest's end, its bucket and object, the SHA-256 of its
 * unpacked content and the signature of the digest before it, each on a line. S3 keeps a digest's own signature beside it: here it is the one that the next
 * digest repeats, or stands in a file beside the digest (`.sig`, `.signature`, or what `head-object` answers, `.metadata.json`).
 * Fails with `invalid-request` for a key that is none.
 */
export async function digestsOf(paths: readonly string[], pem: string, signal: AbortSignal): Promise<SealedStretch[]> {
  const key = publicKey(pem)
  const { digests, logs } = await found(await inputFiles(paths), signal)
  const byObject = new Map(digests.map((digest) => [digest.digestS3Object, digest]))
  const signatures = new Map(
    digests.flatMap(({ previousDigestS3Object: of, previousDigestSignature: by }) => (of && by ? [[of, by] as const] : [])),
  )
  const sealed: SealedStretch[] = []
  for (const digest of [...digests].sort((a, b) => a.digestEndTime.localeCompare(b.digestEndTime))) {
    const span = { from: Date.parse(digest.digestStartTime), to: Date.parse(digest.digestEndTime) }
    if (!Number.isFinite(span.from) || !Number.isFinite(span.to)) continue
    const { previousDigestS3Object: before } = digest
    if (before !== null && !byObject.has(before)) sealed.push(missingBefore(digests, digest, before))
    const signature = signatures.get(digest.digestS3Object) ?? signatureBeside(digest.file)
    const own = signature === null ? 'missing' : isSigned(digest, signature, key) && isChained(digest, byObject) ? 'verified' : 'altered'
    sealed.push({ ...span, state: own, file: digest.file.name })
    for (const log of digest.logFiles) {
      const state = own === 'altered' ? 'altered' : stateOf(log, logs, own)
      if (state !== own) sealed.push({ ...spanOf(log, span), state, file: log.s3Object.split('/').at(-1) ?? log.s3Object })
    }
  }
  return sealed
}

function publicKey(pem: string): KeyObject {
  try {
    const key = createPublicKey(pem)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // Said below.
  }
  throw fail(
    'invalid-request',
    'The key is not a public RSA key in PEM.',
    'Save the public key of the region, as the source hands it out, as PEM.',
  )
}

async function found(inputs: readonly InputFile[], signal: AbortSignal) {
  const digests: Digest[] = []
  /** Hashes of unpacked log files by their name. */
  const logs = new Map<string, string>()
  for (const file of inputs) {
    if (signal.aborted) throw cancelled()
    const hash = createHash('sha256')
    let pieces: Buffer[] | null = []
    let size = 0
    for await (const piece of file.read()) {
      hash.update(piece)
      size += piece.length
      if (size > largestDigest) pieces = null
      pieces?.push(piece)
    }
    const sha256 = hash.digest('hex')
    const digest = pieces && digestIn(Buffer.concat(pieces), file, sha256)
    if (digest) digests.push(digest)
    else logs.set(baseName(file.name), sha256)
  }
  return { digests, logs }
}

/** Packed or unpacked, of one name. */
const baseName = (name: string): string => (name.split('/').at(-1) ?? name).replace(/\.gz$/, '')

function digestIn(bytes: Buffer, file: InputFile, sha256: string): Digest | null {
  if (!bytes.subarray(0, 65_536).includes('digestS3Object')) return null
  try {
    const said = JSON.parse(bytes.toString('utf8')) as Partial<Digest>
    const { digestStartTime, digestEndTime, digestS3Bucket, digestS3Object, logFiles } = said
    if (typeof digestStartTime !== 'string' || typeof digestEndTime !== 'string' || typeof digestS3Object !== 'string') return null
    return {
      file,
      sha256,
      digestStartTime,
      digestEndTime,
      digestS3Bucket: String(digestS3Bucket),
      digestS3Object,
      previousDigestS3Object: said.previousDigestS3Object ?? null,
      previousDigestHashValue: said.previousDigestHashValue ?? null,
      previousDigestSignature: said.previousDigestSignature ?? null,
      logFiles: Array.isArray(logFiles)
        ? logFiles.filter(
            (log: Partial<Digest['logFiles'][number]>) => typeof log.s3Object === 'string' && typeof log.hashValue === 'string',
          )
        : [],
    }
  } catch {
    return null
  }
}

function signatureBeside({ disk }: InputFile): string | null {
  for (const ending of ['.sig', '.signature', '.metadata.json']) {
    const path = disk.path + ending
    if (!existsSync(path) || statSync(path).size > largestSignature) continue
    const text = readFileSync(path, 'utf8')
    const found = /"(?:x-amz-meta-)?signature"\s*:\s*"([0-9a-fA-F]+)"/.exec(text)?.[1] ?? text.trim()
    if (/^[0-9a-fA-F]+$/.test(found)) return found
  }
  return null
}

function isSigned(
  { digestEndTime, digestS3Bucket, digestS3Object, sha256, previousDigestSignature }: Digest,
  signature: string,
  key: KeyObject,
): boolean {
  const signed = [digestEndTime, `${digestS3Bucket}/${digestS3Object}`, sha256, previousDigestSignature ?? 'null'].join('\n')
  return verify('RSA-SHA256', Buffer.from(signed, 'utf8'), key, Buffer.from(signature, 'hex'))
}

function isChained({ previousDigestS3Object: before, previousDigestHashValue }: Digest, byObject: ReadonlyMap<string, Digest>): boolean {
  const previous = before === null ? undefined : byObject.get(before)
  return previous === undefined || previous.sha256 === previousDigestHashValue?.toLowerCase()
}

/** What is between the digest and the last one before it that is here. */
function missingBefore(digests: readonly Digest[], { digestStartTime }: Digest, object: string): SealedStretch {
  const to = Date.parse(digestStartTime)
  const ends = digests.map(({ digestEndTime }) => Date.parse(digestEndTime)).filter((end) => end < to)
  return { from: ends.length === 0 ? to : Math.max(...ends), to, state: 'missing', file: object.split('/').at(-1) ?? object }
}

function stateOf(
  { s3Object, hashValue }: LogFile,
  logs: ReadonlyMap<string, string>,
  otherwise: SealedStretch['state'],
): SealedStretch['state'] {
  const here = logs.get(baseName(s3Object))
  if (here === undefined) return 'missing'
  return here === hashValue.toLowerCase() ? otherwise : 'altered'
}

function spanOf({ oldestEventTime, newestEventTime }: LogFile, otherwise: { from: number; to: number }): { from: number; to: number } {
  const [from, to] = [Date.parse(oldestEventTime ?? ''), Date.parse(newestEventTime ?? '')]
  return Number.isFinite(from) && Number.isFinite(to) ? { from, to } : otherwise
}

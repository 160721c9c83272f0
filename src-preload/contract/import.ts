import { z } from 'zod'
import { connectorDefinition, connectorRef } from './connector.ts'
import { fileKind } from './connector-files.ts'
import { auditEntry, cutOf } from './entry.ts'
import { appError } from './error-schemas.ts'
import { dryRun, tenantId } from './tenant.ts'

/** How a text file is encoded; without a declaration UTF-8, or what its byte order mark says. */
export const fileEncoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])
export type FileEncoding = z.infer<typeof fileEncoding>

/** Files that a person picked: main keeps their paths, the window knows them by this number. */
export const pickId = z.number().int().nonnegative()
export const picked = z.object({
  pick: pickId,
  /** As they were picked: a folder or an archive is one. At most 100 are named. */
  names: z.array(z.string()),
  files: z.number(),
})
export type Picked = z.infer<typeof picked>

/** How files are to be read. What is absent is recognised. */
export const readingAsked = z.object({
  /** A built-in definition by its name, or one that somebody brought or made. */
  source: connectorRef.optional(),
  /** IANA zone of times that say none; UTC when absent. */
  zone: z.string().max(64).optional(),
  encoding: fileEncoding.optional(),
})
export type ReadingAsked = z.infer<typeof readingAsked>

/** Fields that a column of an unknown table can become, in the order in which a person meets them. */
export const guessFields = [
  'id', 'time', 'action', 'status',
  'actor.email', 'actor.name', 'actor.id',
  'resource.type', 'resource.id', 'resource.name',
  'target.type', 'target.email', 'target.id', 'target.name',
  'ip', 'userAgent', 'requestId',
  'reason.code', 'reason.message', 'reason.permission',
  'changes.before', 'changes.after',
] as const // prettier-ignore
export const guessField = z.enum(guessFields)
export type GuessField = z.infer<typeof guessField>

/** A column, or a member, of a file as far as it was looked at. */
export const fileColumn = z.object({
  /** As the header says, or as a person names a member. */
  name: z.string(),
  /** Where a definition finds it, as a JSON Pointer. */
  at: z.string(),
  /** Values of the first records that have one; at most 5, each cut at 200 characters. */
  samples: z.array(z.string()),
  /** What it becomes, and why; null where nothing is taken from it. */
  field: guessField.nullable(),
  reason: z.string(),
})
export type FileColumn = z.infer<typeof fileColumn>

/** A definition that may read a file. */
export const candidate = z.object({
  source: z.string(),
  title: z.string(),
  /** 0 to 1. */
  confidence: z.number(),
  /** By what it is recognised, as a sentence. */
  reason: z.string(),
  /** The definition itself, where it is none of the built-in ones: it was guessed. */
  definition: connectorDefinition.optional(),
})
export type Candidate = z.infer<typeof candidate>

/** One file, also of a folder or inside an archive (`exports.zip/2026.csv`), as far as its beginning says. */
export const fileLook = z.object({
  file: z.string(),
  /** On the disk; of one inside an archive, as that says. */
  bytes: z.number(),
  kind: fileKind.nullable(),
  encoding: fileEncoding,
  /** Of a table: what stands between its columns. */
  separator: z.string().optional(),
  columns: z.array(fileColumn),
  /** Best first; empty where nothing can read it. */
  candidates: z.array(candidate),
  /** Why it cannot be read, or only partly. */
  problem: appError.nullable(),
})
export type FileLook = z.infer<typeof fileLook>

export const importLook = z.object({
  /** At most 100 are described. */
  files: z.array(fileLook),
  /** How many there are. */
  found: z.number(),
  /** What reads the most of them; null where nothing reads any. */
  best: candidate.nullable(),
})
export type ImportLook = z.infer<typeof importLook>

/** A record that does not fit: which, why, and what it holds. */
export const badRow = z.object({
  file: z.string(),
  /** The file's physical line, from 1; the number of the record where a file has no lines. */
  line: z.number(),
  reason: z.string(),
  raw: z.string(),
  cutOf,
})
export type BadRow = z.infer<typeof badRow>

/** A file whose count of rows is the most that its source's console writes: what is beyond was cut off. */
export const cappedFile = z.object({ file: z.string(), rows: z.number() })
export type CappedFile = z.infer<typeof cappedFile>

/** A file of a folder or an archive that is no log, or none that can be read: nothing was taken from it. */
export const passedOver = z.object({ file: z.string(), reason: z.string() })
export type PassedOver = z.infer<typeof passedOver>

/** What was taken for granted because the file does not say it. */
export const assumed = z.object({
  /** Null where every time says its own. */
  zone: z.string().nullable(),
})
export type Assumed = z.infer<typeof assumed>

/** What reading would make of files, before anything is kept. */
export const importPreview = z.object({
  source: candidate,
  /** Records looked at: of large files the first ones, and the last of the last file where that can be had. */
  read: z.number(),
  /** Whether that is all of them. */
  whole: z.boolean(),
  entries: dryRun.shape.entries,
  /** Members, or columns, from which nothing is taken; kept all the same. */
  unread: z.array(z.string()),
  assumed,
  /** Times of the first and the last entry that was looked at, ms. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  invalid: z.number(),
  bad: z.array(badRow),
  columns: z.array(fileColumn),
})
export type ImportPreview = z.infer<typeof importPreview>

/** What an import took from one file. */
export const importedFile = z.object({
  file: z.string(),
  /** Of the file on the disk, lower-case hex: of one inside an archive the archive's. */
  sha256: z.string(),
  /** Records that it holds; all were read. */
  rows: z.number(),
  /** Times of its first and its last entry, ms: what it covers, whatever it was filtered by. Null where no time can be read. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  /** The number of rows at which its source's console cuts files off, and it has as many: nothing is known after the last one. */
  capped: z.number().nullable(),
})
export type ImportedFile = z.infer<typeof importedFile>

export const importRecord = z.object({
  id: z.number().int(),
  /** This machine's clock, ms. */
  at: z.number(),
  /** The definition's name and title. */
  source: z.string(),
  title: z.string(),
  files: z.array(importedFile),
  read: z.number(),
  inserted: z.number(),
  known: z.number(),
  drifted: z.number(),
  invalid: z.number(),
  zone: z.string().nullable(),
})
export type ImportRecord = z.infer<typeof importRecord>

/** A stretch of time of which a source's own digests tell whether its files are all there and as they were written. */
export const sealedStretch = z.object({
  from: z.number(),
  to: z.number(),
  state: z.enum(['verified', 'missing', 'altered']),
  file: z.string(),
})
export type SealedStretch = z.infer<typeof sealedStretch>

export const importProgress = z.object({
  tenant: tenantId.nullable(),
  /** Bytes on the disk. */
  done: z.number(),
  total: z.number(),
  read: z.number(),
  /** The one that is being read. */
  file: z.string(),
})
export type ImportProgress = z.infer<typeof importProgress>

const paths = z.array(z.string().min(1).max(32_768)).min(1).max(10_000)

const ofTenant = z.object({ tenant: tenantId })
const ofImport = ofTenant.extend({ id: z.number().int() })

/** `table`: one file with a table in it. */
export const pickedKind = z.enum(['files', 'folder', 'table'])
export type PickedKind = z.infer<typeof pickedKind>

/** What the window asks and main answers: it has the paths. */
export const importShellApi = {
  /** The system's own dialog; null when the person left it. */
  'import.choose': { params: z.object({ what: pickedKind }), result: picked.nullable() },
  /** Files that were dropped on the window; only the preload script can ask (`Bridge.dropped`). */
  'import.take': { params: z.object({ paths }), result: picked },
  /** What the picked files are: recognised by their shape. */
  'import.look': { params: readingAsked.extend({ pick: pickId }), result: importLook },
  'import.preview': { params: readingAsked.extend({ pick: pickId }), result: importPreview },
  /**
   * Imports into a tenant, or into a new one of this name. All or nothing: cancelled by the request's id, it leaves nothing. Tells its progress
   * by `import.progress`.
   */
  'import.run': {
    params: readingAsked.extend({ pick: pickId, tenant: tenantId.nullable(), name: z.string().trim().max(100).optional() }),
    result: z.object({ tenant: tenantId, record: importRecord }),
  },
  /** Writes the records that did not fit to a file that a person chooses; false when they left it. */
  'import.saveBad': { params: ofImport, result: z.boolean() },
  /** Writes a definition, such as one that was guessed, to a file that a person chooses; false when they left it. */
  'import.saveDefinition': { params: z.object({ definition: connectorDefinition }), result: z.boolean() },
} as const

/** What the window asks and the data service answers. */
export const importDataApi = {
  'import.list': { params: ofTenant, result: z.array(importRecord) },
  /** Takes an import back whole: what nobody else brought goes. Fails with `not-found`. */
  'import.undo': { params: ofImport, result: z.object({ removed: z.number(), kept: z.number() }) },
  'import.bad': {
    params: ofImport.extend({ offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(1000) }),
    result: z.object({ total: z.number(), rows: z.array(badRow) }),
  },
} as const

/** What only main may ask: it names files. Files, folders and archives may stand beside one another. */
export const importServiceApi = {
  'files.look': { params: readingAsked.extend({ paths }), result: importLook },
  'files.preview': { params: readingAsked.extend({ paths }), result: importPreview },
  /** Maps everything without keeping it: entries come by the event `files.tried`. */
  'files.try': {
    params: readingAsked.extend({ paths }),
    result: importPreview.pick({ unread: true, assumed: true, invalid: true, source: true, bad: true, read: true }).extend({
      capped: z.array(cappedFile),
      passedOver: z.array(passedOver),
      columns: z.array(fileColumn),
    }),
  },
  'files.import': {
    params: readingAsked.extend({
      tenant: tenantId,
      paths,
      /** A public key, PEM, by which the source's digests among the files are checked. */
      digestKey: z.string().max(16_384).optional(),
    }),
    result: importRecord.extend({
      capped: z.array(cappedFile),
      bad: z.array(badRow),
      passedOver: z.array(passedOver),
      assumed,
      columns: z.array(fileColumn),
    }),
  },
} as const

/** Entries of `files.try`, in the order of the files. */
export const triedEntries = z.object({ entries: z.array(auditEntry) })

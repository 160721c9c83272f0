/**
 * What an auditor should look at twice: one list of marks for rules, filter, facet, column, strip, drawer and exports. A mark is what a rule says of an
 * entry; it accuses nobody. Free of zod: the first rows and the thread that reads pages know marks, too.
 */

/** A drawing; who shows marks has a picture of each. */
export type MarkIcon = 'alert' | 'key' | 'shield' | 'undone' | 'place' | 'program' | 'new' | 'clock'

interface MarkInfo {
  /** Two or three words; in running text in small letters. */
  readonly title: string
  /** Why one should look, in one sentence. */
  readonly reason: string
  readonly icon: MarkIcon
  /** `entry`: the entry alone says it. `sequence`: it follows from the cached entries before it, or soon after. */
  readonly from: 'entry' | 'sequence'
  /** Rare and far-reaching: a tick in the time strip. */
  readonly strong?: true
}

/** Strongest first: the order in which they are listed. The place of a mark is its bit. */
const registry = {
  'self-grant': { title: 'Self-grant', icon: 'alert', from: 'entry', strong: true, reason: 'Who gave the role, or changed the group, is the user who gained by it.' },
  everything: { title: 'Everything', icon: 'alert', from: 'entry', strong: true, reason: 'It allows everything, and whatever is added to the product later.' },
  'can-grant-roles': { title: 'Can grant roles', icon: 'alert', from: 'entry', strong: true, reason: 'Whoever holds it can give roles to themselves or to others, and so reach any other permission.' },
  'can-impersonate': { title: 'Can impersonate', icon: 'alert', from: 'entry', strong: true, reason: 'Whoever holds it can act as somebody else.' },
  'audit-log': { title: 'Audit log', icon: 'alert', from: 'entry', strong: true, reason: 'It reaches the audit log: who may read it sees what everybody did, who may change it can hide what they did.' },
  admin: { title: 'Admin', icon: 'shield', from: 'entry', strong: true, reason: 'The account becomes an administrator.' },
  'admin-role': { title: 'Admin role', icon: 'shield', from: 'entry', strong: true, reason: 'The role’s name suggests admin rights. Check what it allows.' },
  'admin-group': { title: 'Admin group', icon: 'shield', from: 'entry', strong: true, reason: 'The group’s name suggests admin rights. Check which roles it holds.' },
  'weaker-sign-in': { title: 'Weaker sign-in', icon: 'alert', from: 'entry', strong: true, reason: 'Signing in asks for less than before.' },
  'write-to-all': { title: 'Write to all', icon: 'key', from: 'entry', strong: true, reason: 'It allows changing every kind of thing in its area, also kinds added later.' },
  'admin-scope': { title: 'Admin scope', icon: 'key', from: 'entry', strong: true, reason: 'It allows administering its area: whatever can be done there.' },
  'revoked-within-a-day': { title: 'Revoked within a day', icon: 'undone', from: 'sequence', reason: 'What was given was taken away again within 24 hours.' },
  wildcard: { title: 'Wildcard', icon: 'key', from: 'entry', reason: 'The * also covers permissions that are added later; nobody decides on those one by one.' },
  'write-scope': { title: 'Write scope', icon: 'key', from: 'entry', reason: 'It allows changing things where reading may have been enough.' },
  'unusual-hour': { title: 'Unusual hour', icon: 'clock', from: 'sequence', reason: 'The user was hardly ever active around this hour of the day before.' },
  'first-network': { title: 'First network', icon: 'place', from: 'sequence', reason: 'First entry of this user from this network in the cached log.' },
  'first-address': { title: 'First address', icon: 'place', from: 'sequence', reason: 'First entry of this user from this address in the cached log.' },
  'first-agent': { title: 'First program', icon: 'program', from: 'sequence', reason: 'First entry of this user with this program in the cached log, whatever its version.' },
  'first-action': { title: 'First action', icon: 'new', from: 'sequence', reason: 'First time that this user did this in the cached log.' },
} as const satisfies Readonly<Record<string, MarkInfo>> // prettier-ignore

export type MarkName = keyof typeof registry
/** Marks that the entry alone says. */
export type EntryMark = { [M in MarkName]: (typeof registry)[M]['from'] extends 'entry' ? M : never }[MarkName]
export type SequenceMark = Exclude<MarkName, EntryMark>

/** Strongest first. */
export const markNames = Object.keys(registry) as readonly MarkName[]
export const markInfo = (name: MarkName): MarkInfo => registry[name]
export const isMarkName = (name: string): name is MarkName => Object.hasOwn(registry, name)

/** A mark of one entry, with what is to be said of that entry. */
export interface FoundMark {
  readonly mark: MarkName
  readonly reason: string
}
export const found = (mark: MarkName, reason = markInfo(mark).reason): FoundMark => ({ mark, reason })

/** All marks of an entry as one number, a bit each. */
export type MarkBits = number

export const bitOf = (name: MarkName): MarkBits => 1 << markNames.indexOf(name)
export const bitsOf = (names: Iterable<MarkName>): MarkBits => {
  let bits = 0
  for (const name of names) bits |= bitOf(name)
  return bits
}
/** Strongest first. */
export const marksIn = (bits: MarkBits): readonly MarkName[] => (bits === 0 ? [] : markNames.filter((_, place) => (bits >>> place) & 1))

const where = (test: (info: MarkInfo) => boolean): MarkBits => bitsOf(markNames.filter((name) => test(registry[name])))
export const anyMark = where(() => true)
export const entryMarks = where(({ from }) => from === 'entry')
export const sequenceMarks = where(({ from }) => from === 'sequence')
export const strongMarks = where(({ strong }) => strong === true)

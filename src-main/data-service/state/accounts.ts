import type { Memory, Table } from './memory.ts'
import type { Texts } from './texts.ts'

/** What a text is, where an account is known by it. */
const [byEmail, byId, byName] = [0, 1, 2]
const ways = 3

/** Emails and ids that mean the same account, joined. */
export class Accounts {
  /** By a text and what it is: another one that means the same. */
  private readonly parents: Table
  private readonly things: Table
  /** By an email in small letters, as it was written. */
  private readonly spellings: Table
  /** Two that were asked for as two turned out to be one. */
  isMerged = false

  constructor(
    memory: Memory,
    private readonly texts: Texts,
  ) {
    this.parents = memory.table()
    this.things = memory.table()
    this.spellings = memory.table()
  }

  /** Numbers of texts; -1 where an entry names none. */
  join(email: number, id: number): void {
    if (email < 0) return
    const small = this.texts.caseless(email)
    const known = this.spellings.get(small)
    // Of several spellings always the same, whichever came first.
    if (known < 0 || this.texts.at(email) < this.texts.at(known)) this.spellings.set(small, email)
    if (id >= 0) this.unite(small * ways + byEmail, id * ways + byId)
  }

  private unite(a: number, b: number): void {
    const [first, second] = [this.first(a), this.first(b)]
    if (first === second) return
    // An email stands for the account, whatever ids it has.
    const [root, other] = second % ways === byEmail && first % ways !== byEmail ? [second, first] : [first, second]
    this.parents.set(other, root)
    const [kept, moved] = [this.things.get(root), this.things.get(other)]
    if (moved < 0) return
    if (kept >= 0) this.isMerged = true
    else this.things.set(root, moved)
  }

  /** By what an account is known; -1: by nothing. */
  nodeOf(email: number, id: number, name: number): number {
    const { texts } = this
    if (email >= 0 && texts.at(email) !== '') return texts.caseless(email) * ways + byEmail
    if (id >= 0 && texts.at(id) !== '') return id * ways + byId
    if (name < 0 || texts.at(name) === '') return -1
    return texts.caseless(name) * ways + (texts.at(name).includes('@') ? byEmail : byName)
  }

  /** The one that stands for all that mean the same. */
  first(node: number): number {
    let root = node
    for (let next = this.parents.get(root); next >= 0; next = this.parents.get(root)) root = next
    // Shorter for who asks next.
    for (let at = node; at !== root;) {
      const next = this.parents.get(at)
      this.parents.set(at, root)
      at = next
    }
    return root
  }

  thing(node: number): number {
    return this.things.get(node)
  }

  setThing(node: number, thing: number): void {
    this.things.set(node, thing)
  }

  /** The email of the account, as it was written; -1: nobody named one. */
  spelled(node: number): number {
    const root = this.first(node)
    return root % ways === byEmail ? this.spellings.get((root - byEmail) / ways) : -1
  }
}

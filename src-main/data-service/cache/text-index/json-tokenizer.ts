/** What stands between strings begins with one of these; where a string does, too, no more is lost than its field. */
const between = ':,{}[]'
/** A field is not worth a list when most entries have it and nearly each has a text of its own, without spaces: ids, times. */
const fewest = 16
const most = 0.5
const nearlyAll = 0.9

interface JsonToken {
  /** The field that it was first seen in. */
  readonly field: string
  readonly entries: number[]
}

interface Field {
  count: number
  singles: number
}

/** What stands between quotation marks in a block's texts, with the entries it stands in. */
export class JsonTokens {
  private readonly tokens = new Map<string, JsonToken>()
  private readonly fields = new Map<string, Field>()
  private field = ''
  private last = ''
  private isList = false

  /** A new text begins. */
  begin(): void {
    this.field = this.last = ''
  }

  /** The next token of entry `i`: strings and what is between them in turns. `isKnown`: a dictionary has it. */
  add(token: string, i: number, isKnown: boolean): void {
    const isBetween = between.includes(token.charAt(0))
    if (token.startsWith(':')) {
      this.field = this.last
      this.isList = token.endsWith('[')
    } else if (isBetween && !(this.isList && token.startsWith(','))) this.field = ''
    this.last = token
    if (isKnown) return
    const of = isBetween ? '' : this.field
    const known = this.tokens.get(token)
    if (!known) this.tokens.set(token, { field: of, entries: [i] })
    else if (known.entries.at(-1) !== i) known.entries.push(i)
    const field = this.fields.get(of)
    if (field) field.count++
    else this.fields.set(of, { count: 1, singles: 0 })
  }

  /** Those that are worth a list, with their entries, `texts` being all there are; `others` is told the rest. */
  forEach(texts: number, listed: (token: string, entries: readonly number[]) => void, others: (token: string) => void): void {
    for (const { field, entries } of this.tokens.values()) if (entries.length === 1) (this.fields.get(field) as Field).singles++
    for (const [token, { field, entries }] of this.tokens) {
      const { count, singles } = this.fields.get(field) as Field
      const isOwn = entries.length === 1 && count >= Math.max(fewest, texts * most) && singles > count * nearlyAll
      if (isOwn && !token.includes(' ')) others(token)
      else listed(token, entries)
    }
  }
}

import { fail } from '@contract/errors.ts'

/**
 * Splits a page into the exact text of each item, without changing a byte of it, and the page's other members as
 * values. Fails with `invalid-page` on text that is not one JSON object with an array under `itemsKey`, with
 * `not-the-tenant` on HTML.
 */
export function splitPage(text: string, itemsKey: string): { items: string[]; starts: number[]; rest: Readonly<Record<string, unknown>> } {
  const scanner = new Scanner(text)
  scanner.space()
  if (scanner.peek() === '<') {
    throw fail(
      'not-the-tenant',
      'Something between you and the tenant answered with a web page instead of the log.',
      'Sign in to the network (or VPN), check the tenant URL, then sync again.',
    )
  }
  const rest: Record<string, unknown> = {}
  const items: string[] = []
  const starts: number[] = []
  let arrays = 0
  scanner.object((key) => {
    if (key === itemsKey && scanner.peek() === '[') {
      arrays++
      scanner.array(() => {
        starts.push(scanner.position)
        items.push(scanner.take(() => scanner.value()))
      })
    } else {
      const value = scanner.take(() => scanner.value())
      rest[key] = parseItem(value)
    }
  })
  scanner.space()
  if (!scanner.atEnd || arrays !== 1) throw notAPage()
  return { items, starts, rest }
}

function notAPage(): Error {
  return fail(
    'invalid-page',
    'The tenant sent a page that is cut off or is not valid JSON.',
    'Sync again; smaller pages are tried by themselves.',
  )
}

/** The value of one item. Text that is not JSON means that the whole page is broken: where its items end is not known either. */
export function parseItem(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notAPage()
  }
}

/** Finds where JSON values begin and end. It does not judge what is inside scalars: `JSON.parse` does, item by item. */
class Scanner {
  private at = 0
  private depth = 0
  constructor(private readonly text: string) {}

  get position(): number {
    return this.at
  }

  get atEnd(): boolean {
    return this.at >= this.text.length
  }

  peek(): string | undefined {
    return this.text[this.at]
  }

  space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return
      this.at++
    }
  }

  take(read: () => void): string {
    const from = this.at
    read()
    return this.text.slice(from, this.at)
  }

  object(member: (key: string) => void): void {
    this.inside('{', '}', () => {
      if (this.peek() !== '"') throw notAPage()
      const key = parseItem(this.take(() => this.string())) as string
      this.space()
      this.expect(':')
      this.space()
      member(key)
    })
  }

  array(element: () => void): void {
    this.inside('[', ']', element)
  }

  value(): void {
    const first = this.peek()
    if (first === '"') this.string()
    else if (first === '{' || first === '[') this.skipNested()
    else this.scalar()
  }

  private inside(open: string, close: string, read: () => void): void {
    this.expect(open)
    if (++this.depth > 512) throw notAPage()
    this.space()
    if (this.peek() === close) this.at++
    else {
      for (;;) {
        read()
        this.space()
        const next = this.text[this.at++]
        if (next === close) break
        if (next !== ',') throw notAPage()
        this.space()
      }
    }
    this.depth--
  }

  /** Past the end of an object or array: only brackets outside strings count. */
  private skipNested(): void {
    let depth = 0
    while (this.at < this.text.length) {
      const code = this.text.charCodeAt(this.at)
      if (code === 34) {
        this.string()
        continue
      }
      this.at++
      if (code === 123 || code === 91) depth++
      else if ((code === 125 || code === 93) && --depth === 0) return
    }
    throw notAPage()
  }

  private string(): void {
    let from = this.at + 1
    for (;;) {
      const quote = this.text.indexOf('"', from)
      if (quote < 0) throw notAPage()
      let backslashes = 0
      while (this.text.charCodeAt(quote - 1 - backslashes) === 92) backslashes++
      if (backslashes % 2 === 0) {
        this.at = quote + 1
        return
      }
      from = quote + 1
    }
  }

  private scalar(): void {
    const from = this.at
    while (this.at < this.text.length && !',]} \n\r\t'.includes(this.text[this.at] as string)) this.at++
    if (this.at === from) throw notAPage()
  }

  private expect(char: string): void {
    if (this.text[this.at] !== char) throw notAPage()
    this.at++
  }
}

/** An address in its parts (WHATWG URL); every runtime has it, and no library of the language itself declares it. */
export interface ParsedUrl {
  readonly href: string
  readonly origin: string
  readonly protocol: string
  readonly username: string
  readonly password: string
  readonly host: string
  readonly hostname: string
  readonly port: string
  readonly pathname: string
  readonly search: string
  readonly searchParams: { sort(): void }
  readonly hash: string
}
declare const URL: new (text: string, base?: string) => ParsedUrl

/** `URL.canParse` is newer than the oldest runtime. */
export function urlOf(text: string, base?: string): ParsedUrl | null {
  try {
    return new URL(text, base)
  } catch {
    return null
  }
}

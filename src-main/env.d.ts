/** A whole program as a text; see `scripts/lib/thread-programs.mjs`. */
declare module '*?program' {
  export const program: string
}

/** What stands for a value or the shape of a schema; see `scripts/lib/schema-fingerprints.mjs`. */
declare module '*?fingerprint=queryAnswer' {
  export const fingerprint: number
}
declare module '*?fingerprint=reading' {
  export const fingerprint: number
}
declare module '*?fingerprint=entryRuleSet' {
  export const fingerprint: number
}
declare module '*?fingerprint=identities' {
  export const fingerprint: number
}

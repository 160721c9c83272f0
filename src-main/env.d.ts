/** A whole program as a text; see `scripts/lib/thread-programs.mjs`. */
declare module '*?program' {
  export const program: string
}

/** What stands for the shape of a schema; see `scripts/lib/schema-fingerprints.mjs`. */
declare module '*?fingerprint=queryAnswer' {
  export const fingerprint: number
}

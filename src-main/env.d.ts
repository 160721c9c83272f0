/** A whole program as a text; see `scripts/lib/thread-programs.mjs`. */
declare module '*?program' {
  export const program: string
}

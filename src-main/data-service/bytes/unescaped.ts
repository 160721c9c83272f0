const letters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/**
 * A JSON text with its escapes read: one says `caf\u00e9` where another says `café`, and both mean the same. What comes out is no JSON any more;
 * it is for searching. Escapes are in strings alone, so they can be read without looking for these.
 */
export function unescaped(json: string): string {
  return json.replace(/\\(?:u([0-9a-f]{4})|([^]))/gi, (_, code: string | undefined, letter = '') =>
    code === undefined ? (letters[letter as string] ?? String(letter)) : String.fromCharCode(Number.parseInt(code, 16)),
  )
}

/** A text in each form that is searched: as it was sent, and with its escapes read where it has any. */
export const searchedForms = (json: string): readonly string[] => (json.includes('\\') ? [json, unescaped(json)] : [json])

/** Whether it begins as null would, and is not. */
export function isWord(body: Buffer): boolean {
  const beginning = body
    .subarray(0, 64)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim()
  return beginning.startsWith('n') && beginning !== 'null'
}

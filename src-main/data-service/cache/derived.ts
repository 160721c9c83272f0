/** False when a derived blob is damaged: it is made again from the raw texts. */
export function readsWhole(read: () => void): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}

/** Another text for the same entry: its address and its request are told differently now. */
export function driftLine(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown>
  const revision = typeof entry['revision'] === 'number' ? entry['revision'] + 1 : 2
  return JSON.stringify({ ...entry, ip_address: '192.0.2.77', user_agent: 'corrected', revision })
}

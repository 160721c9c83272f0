import { describe, expect, it } from 'vitest'
import { noticesOf, parseLicences, thirdPartyNotices } from './notices.mjs'

const listing =
  '# Licenses\n\nThe app bundles …:\n\n## b - 1.0.0 (MIT)\n\nText of b\n\n# not a heading of ours\n\n## a - 2.0.0 (ISC)\n\nText of a\n'

describe('third-party notices (issue 13.5)', () => {
  it('hold each package once, whole, by name', () => {
    const sections = parseLicences(listing) as readonly { heading: string; text: string }[]
    expect(sections.map(({ heading }) => heading)).toEqual(['b - 1.0.0 (MIT)', 'a - 2.0.0 (ISC)'])
    const text = noticesOf([...sections, ...sections])
    expect(text.indexOf('Text of a')).toBeLessThan(text.indexOf('Text of b'))
    expect(text.split('Text of a')).toHaveLength(2)
    expect(text).toContain('# not a heading of ours')
  })

  it('name what no bundler sees: the database, Electron and Chromium', () => {
    const text = thirdPartyNotices([])
    for (const name of ['better-sqlite3 - ', 'SQLite', 'electron - ', 'LICENSES.chromium.html']) expect(text).toContain(name)
    expect(text).toContain('Joshua Wise')
  })
})

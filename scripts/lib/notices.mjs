import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { modules } from './paths.mjs'

/** What the bundler says of the packages in one bundle: `## name - version (licence)`, then the text. */
export function parseLicences(markdown) {
  return markdown
    .split(/^(?=## )/m)
    .slice(1)
    .map((section) => {
      const [heading, ...text] = section.slice(3).trim().split('\n')
      return { heading: heading.trim(), text: text.join('\n').trim() }
    })
}

/** One file for everything that is given to people with the application, in the order of the names. */
export function noticesOf(sections) {
  const byHeading = new Map(sections.map((section) => [section.heading, section.text]))
  const parts = [...byHeading]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([heading, text]) => `${heading}\n${'-'.repeat(heading.length)}\n\n${text}\n`)
  return ['IAM Audit Desk contains the following software of others, under the licences that follow.\n', ...parts].join('\n\n')
}

/** The notices of a build: `bundled` are the bundler's own files; what is not bundled is added. */
export function thirdPartyNotices(bundled) {
  const installed = (name, file = 'LICENSE') => ({
    heading: `${name} - ${JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version} (MIT)`,
    text: readFileSync(join(modules, name, file), 'utf8').trim(),
  })
  return noticesOf([
    ...bundled.flatMap((file) => parseLicences(readFileSync(file, 'utf8'))),
    installed('better-sqlite3'),
    {
      heading: 'SQLite (public domain)',
      text: 'The authors disclaim copyright to this source code. See https://sqlite.org/copyright.html',
    },
    installed('electron'),
    {
      heading: 'Chromium, Node.js and what they contain',
      text: 'Parts of Electron. Their licences are in the file LICENSES.chromium.html that comes with Electron and with this application.',
    },
  ])
}

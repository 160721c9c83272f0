import { createHash } from 'node:crypto'

/** Reads well on a screen and on paper; one sheet, so that its hash is all the policy has to allow. */
export const style = `
:root { color-scheme: light; --ink: #1b2029; --muted: #5b6472; --line: #d9dde4; --accent: #2563d9; --failed: #b3261e; --ok: #0c6b4c; --warn: #8a5600 }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 32px; max-width: 1120px; color: var(--ink); background: #fff; font: 13px/1.45 Inter, system-ui, sans-serif }
h1 { margin: 0 0 2px; font-size: 22px } h2 { margin: 28px 0 8px; font-size: 15px } p { margin: 0 0 8px }
.muted { color: var(--muted) } .failed { color: var(--failed) } .ok { color: var(--ok) } .warn { color: var(--warn) }
code, .mono { font: 12px/1.45 "JetBrains Mono Variable", ui-monospace, monospace; overflow-wrap: anywhere }
table { width: 100%; border-collapse: collapse } th, td { padding: 5px 8px 5px 0; text-align: left; vertical-align: top; overflow-wrap: anywhere }
thead { display: table-header-group } thead th { border-bottom: 1px solid var(--ink); font-size: 12px }
tbody + tbody, tbody tr.first { border-top: 1px solid var(--line) }
dl { display: grid; grid-template-columns: 170px 1fr; gap: 4px 16px; margin: 0 } dt { color: var(--muted) } dd { margin: 0; overflow-wrap: anywhere }
.columns { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px 32px } .columns h3 { margin: 8px 0 2px; font-size: 12px; color: var(--muted) }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap } .time { white-space: nowrap; font-variant-numeric: tabular-nums }
.changes { padding: 0 0 8px 0 } .changes ul { margin: 0; padding: 4px 0 4px 12px; border-left: 2px solid var(--line); list-style: none }
svg { display: block; width: 100%; height: 120px } svg .s { fill: var(--accent) } svg .f { fill: var(--failed) } svg .u { fill: #8b93a1 }
footer { margin-top: 32px; padding-top: 8px; border-top: 1px solid var(--line); color: var(--muted) }
@page { margin: 14mm } @media print { body { padding: 0; max-width: none; font-size: 9pt } tbody { break-inside: avoid } h2 { break-after: avoid } }
@media (max-width: 700px) { .columns { grid-template-columns: 1fr } dl { grid-template-columns: 1fr } dd { margin-bottom: 6px } }
`

/** Nothing but this very style sheet: no script, no request, no frame, no form. */
export const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`

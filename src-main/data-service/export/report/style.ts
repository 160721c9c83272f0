import { createHash } from 'node:crypto'

/** Reads well on a screen and on paper. */
export const style = `
:root { color-scheme: light; --ink: #1b2029; --muted: #5b6472; --line: #d9dde4; --soft: #f5f7fa; --accent: #2563d9; --failed: #b3261e; --ok: #0c6b4c; --warn: #8a5600; --note: #fdf6e7 }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 32px; max-width: 1120px; color: var(--ink); background: #fff; font: 13px/1.45 "Inter", system-ui, "Segoe UI", "Helvetica Neue", sans-serif; font-variant-numeric: tabular-nums; print-color-adjust: exact }
h1 { margin: 0 0 2px; font-size: 22px; letter-spacing: -0.01em } h2 { margin: 26px 0 8px; font-size: 15px } h3 { margin: 0 0 3px; font-size: 12px; color: var(--muted) } p { margin: 0 0 8px }
.muted { color: var(--muted) } .failed { color: var(--failed) } .ok { color: var(--ok) } .warn { color: var(--warn) }
code, .mono { font: 0.92em/1.45 "JetBrains Mono", ui-monospace, Consolas, monospace; overflow-wrap: break-word }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin: 16px 0 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--line) }
.figures div { padding: 10px 14px; background: var(--soft); color: var(--muted) } .figures b { display: block; font-size: 20px; line-height: 1.25; color: var(--ink) } .figures b.failed { color: var(--failed) } .figures b.warn { color: var(--warn) }
table { width: 100%; border-collapse: collapse } th, td { padding: 5px 10px 5px 0; text-align: left; vertical-align: top; overflow-wrap: break-word }
.entries { table-layout: fixed } thead { display: table-header-group } thead th { border-bottom: 1px solid var(--ink); font-size: 0.92em; white-space: nowrap }
tr.first td { border-top: 1px solid var(--line) } thead + tbody tr.first td { border-top: 0 }
dl + p { margin-top: 10px } dl { display: grid; grid-template-columns: 110px 1fr; gap: 4px 16px; margin: 0 } dt { color: var(--muted) } dd { margin: 0; min-width: 0; overflow-wrap: break-word }
.spread { display: grid; grid-template-columns: repeat(3, 1fr); gap: 16px 32px } .spread td { padding: 2px 0; border-top: 1px solid var(--line) } .spread p { margin: 3px 0 0; font-size: 0.92em }
td.number { padding-left: 12px; text-align: right; white-space: nowrap }
.time { white-space: nowrap } .whole { display: inline-block; max-width: 100% } td.changes { padding: 0 0 9px } .changes ul { margin: 0; padding: 0 0 0 10px; border-left: 2px solid var(--line); list-style: none } .changes li { overflow-wrap: break-word }
.note p, .note ul, .note ol, .note pre, .note blockquote { margin: 0 0 3px } .note ul, .note ol, .case ul, .case ol { padding: 0 0 0 18px; border: 0; list-style: revert } .note pre, .case pre { white-space: pre-wrap } .note blockquote, .case blockquote { margin: 0 0 8px; padding-left: 8px; border-left: 2px solid var(--line) }
.embed { display: inline-block; padding: 1px 7px; border-left: 2px solid var(--accent); background: var(--soft) } .note { margin: 2px 0 4px; padding: 5px 9px; border-radius: 6px; background: var(--note) } .label { margin-right: 6px; font-weight: 600; color: var(--warn) }
svg { display: block; width: 100%; height: 96px; border-bottom: 1px solid var(--ink) } svg .s { fill: var(--accent) } svg .f { fill: var(--failed) } svg .u { fill: #8b93a1 }
.axis { display: flex; justify-content: space-between; margin: 3px 0 0; font-size: 0.92em; color: var(--muted) } .axis i { display: inline-block; width: 8px; height: 8px; margin: 0 4px 0 10px; border-radius: 2px } .axis .s { background: var(--accent) } .axis .f { background: var(--failed) } .axis .u { background: #8b93a1 }
.signatures { margin-top: 18px; max-width: 720px } .signatures th { width: 110px; color: var(--muted); font-weight: 400 } .signatures thead th { border: 0 } .blank { height: 30px; padding-right: 0; vertical-align: bottom; border-bottom: 1px solid var(--ink); border-right: 14px solid transparent; background-clip: padding-box }
nav ol { margin: 0; padding: 0 0 0 18px } nav .sections { columns: 3; padding: 0; list-style: none } a { color: var(--accent); text-decoration: none } h3.section { margin: 18px 0 4px; font-size: 14px; color: var(--ink) } h3.section .muted { font-weight: 400 }
footer { margin-top: 32px; padding-top: 8px; border-top: 1px solid var(--line); color: var(--muted) }
@page { margin: 14mm }
@media print { body { padding: 0; max-width: none; font-size: 8.5pt; line-height: 1.35 } h1 { font-size: 17pt } h2 { margin-top: 14pt; font-size: 11pt; break-after: avoid } h3 { font-size: 8.5pt; break-after: avoid } tbody, .spread div { break-inside: avoid } .figures b { font-size: 14pt } .spread { gap: 10pt 18pt } .entries { font-size: 7.5pt } th, td { padding: 2.5pt 6pt 2.5pt 0 } td.changes { padding-bottom: 5pt } .spread td { padding: 1pt 0 } svg { height: 62pt } }
@media screen and (max-width: 700px) { .spread { grid-template-columns: 1fr } .figures { grid-template-columns: 1fr 1fr } dl { grid-template-columns: 1fr } dd { margin-bottom: 6px } }
`

/** Nothing but this very style sheet, and the fonts that are in it: no script, no request, no frame, no form. */
export const policyFor = (sheet: string): string =>
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(sheet).digest('base64')}'; font-src data:; base-uri 'none'; form-action 'none'`

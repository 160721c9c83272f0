'use strict'
// Runs the application whose folder is the first argument that is no switch, as the default application of an official Electron does.
const { existsSync, readFileSync, statSync } = require('node:fs')
const path = require('node:path')
const { app } = require('electron')

const argument = process.argv.slice(1).find((each) => !each.startsWith('-'))
const folder = path.resolve(argument ?? '.')
const manifestFile = path.join(folder, 'package.json')
const isFolder = existsSync(folder) && statSync(folder).isDirectory()

if (isFolder && !existsSync(manifestFile)) {
  process.stderr.write(`${folder} holds no application: it has no package.json\n`)
  process.exit(1)
}

const manifest = isFolder ? JSON.parse(readFileSync(manifestFile, 'utf8')) : {}
app.setName(manifest.productName ?? manifest.name ?? 'Electron')
app.setVersion(manifest.version ?? '0.0.0')
if (manifest.desktopName) app.setDesktopName(manifest.desktopName)
app.setAppPath(isFolder ? folder : path.dirname(folder))
process.defaultApp = true
require(isFolder ? path.resolve(folder, manifest.main ?? 'index.js') : folder)

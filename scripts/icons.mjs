// Draws the PNG icons from resources/icons/icon.svg with the Electron at hand:  node scripts/icons.mjs
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onDisplay } from './lib/display.mjs'
import { root } from './lib/paths.mjs'
import { readyWithElectron } from './lib/ready.mjs'
import { childEnvironment, run } from './lib/run.mjs'
import { chromiumSwitches } from './lib/runtime.mjs'
import { runScript } from './lib/stop.mjs'

const icons = join(root, 'resources', 'icons')
/** File name to edge length in pixels; electron-builder makes the Windows and macOS formats from `icon.png`. */
const sizes = { '32x32': 32, '64x64': 64, '128x128': 128, '256x256': 256, '512x512': 512, icon: 1024 }

const application = `
const { app, BrowserWindow } = require('electron')
const { writeFileSync } = require('node:fs')
app.whenReady().then(async () => {
  const window = new BrowserWindow({ show: false })
  await window.loadURL('data:text/html,<title>icons</title>')
  const svg = process.env.ICON_SVG
  for (const [name, edge] of Object.entries(JSON.parse(process.env.ICON_SIZES))) {
    const png = await window.webContents.executeJavaScript(\`(async () => {
      const image = new Image()
      image.src = 'data:image/svg+xml;base64,\${svg}'
      await image.decode()
      const canvas = Object.assign(document.createElement('canvas'), { width: \${edge}, height: \${edge} })
      canvas.getContext('2d').drawImage(image, 0, 0, \${edge}, \${edge})
      return canvas.toDataURL('image/png')
    })()\`)
    writeFileSync(process.env.ICON_FOLDER + '/' + name + '.png', Buffer.from(png.split(',')[1], 'base64'))
  }
  app.quit()
})
`

await runScript(async () => {
  const runtime = await readyWithElectron()
  const folder = mkdtempSync(join(tmpdir(), 'icons-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "name": "icons", "version": "1.0.0", "main": "main.js" }')
    writeFileSync(join(folder, 'main.js'), application)
    const svg = readFileSync(join(icons, 'icon.svg')).toString('base64')
    return await onDisplay((display) =>
      run(runtime.executable, [...chromiumSwitches(), folder, `--user-data-dir=${join(folder, 'data')}`], {
        env: childEnvironment({ ...display, ICON_SVG: svg, ICON_SIZES: JSON.stringify(sizes), ICON_FOLDER: icons }),
      }),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

// The least an Electron application can do: the peer of our own start.
const { app, BrowserWindow } = require('electron')

app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadURL('data:text/html,<p id=first>first row</p>'))
app.on('window-all-closed', () => app.quit())

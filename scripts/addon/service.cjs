'use strict'
// The built data service in a runtime whose Node-API is too old for the addon that better-sqlite3 brings: that file is exchanged for one that
// was built for this runtime (scripts/lib/addon.mjs). Everything else is what people get.
const { join, sep } = require('node:path')

const addon = process.env.IAM_AUDIT_DESK_ADDON
const brought = join('better-sqlite3', 'prebuilds', `${process.platform}-${process.arch}.node`)
const open = process.dlopen
process.dlopen = (module, file, ...rest) => open.call(process, module, file.endsWith(sep + brought) ? addon : file, ...rest)
require(join(__dirname, '..', '..', 'out', 'main', 'data-service.cjs'))

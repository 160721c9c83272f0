'use strict'
// Loaded into npm (--require): npm leaves out optional packages whose `engines` do not fit the Node it runs on, the bundler's binary among them.
// What it installs here will run on the pinned Node, so that is the version it has to see.
Object.defineProperty(process, 'version', { value: process.env.IAM_AUDIT_DESK_ENGINE, enumerable: true })

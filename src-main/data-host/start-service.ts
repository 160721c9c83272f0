import { app, utilityProcess } from 'electron'
import type { Paths } from '../paths.ts'
import { hostingIn, type Hosting } from './hosting.ts'
import type { StartOptions, StartService } from './process.ts'
import { startWithElectron } from './start-with-electron.ts'
import { startWithNode } from './start-with-node.ts'

/** Who runs the data service in this runtime. Throws where nobody can. */
export function hostingHere({ dataService, node }: Pick<Paths, 'dataService' | 'node'>): Hosting {
  return hostingIn({ nodeApi: process.versions['napi'], isPackaged: app.isPackaged, env: process.env, dataService, node })
}

/** How to start the data service; Electron's own processes can be had only when it is ready. */
export function serviceStarter({ modulePath, node }: Hosting, options: Omit<StartOptions, 'modulePath'>): StartService {
  if (node !== null) return (first) => startWithNode(node, { ...options, modulePath }, first)
  return (first) => startWithElectron((...call) => utilityProcess.fork(...call), { ...options, modulePath }, first)
}

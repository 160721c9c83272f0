/** better-sqlite3 is a Node-API 10 addon; an older runtime crashes on loading it. */
const neededNodeApi = 10

/** Whether a runtime can load what people get; those that cannot serve development and tests. */
export const loadsAddon = (nodeApi: string | undefined): boolean => Number(nodeApi ?? 0) >= neededNodeApi

export interface Place {
  /** Version of the runtime's Node-API, as in `process.versions`. */
  readonly nodeApi: string | undefined
  readonly isPackaged: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Path of the built data service. */
  readonly dataService: string
  /** A Node that a package of the fallback runtime brings along. */
  readonly node: string | undefined
}

/** Who runs the data service: Electron's own utility process, or the Node at `node`. */
export interface Hosting {
  readonly modulePath: string
  readonly node: string | null
}

/**
 * What people get runs it in a utility process, whatever the environment says. Only where the runtime's Node-API is too old count the words
 * of the scripts: `IAM_AUDIT_DESK_SERVICE`, a module that runs it with an addon built for this runtime, else `IAM_AUDIT_DESK_NODE`, a Node 24.
 * A package of such a runtime has one of both inside.
 */
export function hostingIn({ nodeApi, isPackaged, env, dataService, node }: Place): Hosting {
  const byElectron = (modulePath: string): Hosting => ({ modulePath, node: null })
  if (loadsAddon(nodeApi)) return byElectron(dataService)
  const service = isPackaged ? undefined : env['IAM_AUDIT_DESK_SERVICE']
  if (service) return byElectron(service)
  const given = env['IAM_AUDIT_DESK_NODE'] ?? node
  if (given) return { modulePath: dataService, node: given }
  if (isPackaged) return byElectron(dataService)
  throw new Error(`This runtime has Node-API ${nodeApi ?? 'none'}, the data service needs ${neededNodeApi} or IAM_AUDIT_DESK_NODE`)
}

import { z } from 'zod'
import { accessApi } from './access.ts'
import { caseworkApi, viewFileApi } from './casework.ts'
import { connectorDefinition, connectorRef } from './connector.ts'
import { denialApi } from './denied.ts'
import { accessFileRequest, exportRecord, exportRequest, groupsFileRequest, stateFileRequest, storyFileRequest } from './export.ts'
import { firstLook, layout } from './first-look.ts'
import { groupsAnswer, groupsRequest } from './groups.ts'
import { beforeApi } from './before.ts'
import { historyApi } from './history.ts'
import { importDataApi, importShellApi } from './import.ts'
import { reconcileDataApi, reconcileShellApi } from './reconcile.ts'
import {
  aroundAnswer, aroundRequest, arrivalsRequest, entryDetail, entryRequest, facetValue, keptAnswer, positionRequest,
  queryAnswer, facet, facetRequest, queryRequest, rowsAnswer, rowsRequest, textsAnswer, textsRequest, timeRange, valuesRequest,
} from './log.ts' // prettier-ignore
import { peopleApi } from './people.ts'
import { settings, settingsPatch } from './settings.ts'
import { storyApi } from './story.ts'
import { coverage, coverageHistory, syncStatus, syncTarget } from './sync.ts'
import { connectionTest, credentialsGiven, tenant, tenantId, tenantUrl } from './tenant.ts'

const nothing = z.undefined()
const ofTenant = z.object({ tenant: tenantId })

interface Operation {
  readonly params: z.ZodType
  readonly result: z.ZodType
}

/** What main answers before the code that answers everything else is read. */
export const startApi = {
  /**
   * What the window draws before the application's code is there: null when anything of it is not known, when something that the answer was made of
   * has changed, and the second time.
   */
  'start.first': { params: nothing, result: z.object({ look: firstLook, kept: keptAnswer }).nullable() },
  /** From now on the application hears events; those that came while its page was loaded are told then. */
  'start.listening': { params: nothing, result: nothing },
} as const satisfies Record<string, Operation>

/** What the window may ask and main itself answers. */
export const shellApi = {
  'app.info': {
    params: nothing,
    result: z.object({
      version: z.string(),
      electron: z.string(),
      platform: z.string(),
      dataFolder: z.string(),
      /** IANA name of this machine's zone. */
      localZone: z.string(),
      serviceUp: z.boolean(),
      /** Whether the operating system can encrypt tokens for us. */
      vault: z.enum(['encrypted', 'memory']),
      fallbackRuntime: z.boolean(),
      /** Names of tenants that were found again by their folders, because the settings were lost. */
      found: z.array(z.string()),
      /** Names of tenants whose tokens lay on the disk in a way that everybody could read. */
      exposed: z.array(z.string()),
    }),
  },
  'app.openDataFolder': { params: nothing, result: nothing },
  /** The licences of what this application contains. */
  'app.notices': { params: nothing, result: z.string() },
  'clipboard.write': {
    params: z.object({ text: z.string().max(10_000_000), html: z.string().max(20_000_000).optional() }),
    result: nothing,
  },
  /** Where the grid stands, for the first rows of the next start. */
  'layout.keep': { params: layout, result: nothing },
  'settings.get': { params: nothing, result: settings },
  'settings.set': { params: settingsPatch, result: settings },
  'tenant.list': { params: nothing, result: z.array(tenant) },
  /** One page is asked for; nothing is kept. */
  'tenant.test': {
    params: z.object({ url: tenantUrl, token: credentialsGiven, connector: connectorRef.optional() }),
    result: connectionTest,
  },
  /** The connectors that the application brings along, the default first. */
  'connector.list': { params: nothing, result: z.array(connectorDefinition) },
  /** Main asks which file, reads and checks it; null when the person left it. `invalid-request` says what is wrong and where in the file. */
  'connector.open': { params: nothing, result: connectorDefinition.nullable() },
  /** Keeps tenant and token and starts the first sync. The token is bound to the URL's origin. */
  'tenant.connect': {
    params: z.object({
      url: tenantUrl,
      token: credentialsGiven,
      /** A tenant that is connected already is read with it from now on. */
      connector: connectorRef.optional(),
      name: z.string().trim().max(100).optional(),
      zone: z.string().max(64).optional(),
    }),
    result: tenant,
  },
  /** Connects the demo tenant that the command which started the application runs, or one that the application runs itself. */
  'tenant.connectDemo': { params: nothing, result: tenant },
  'tenant.replaceToken': { params: z.object({ tenant: tenantId, token: credentialsGiven }), result: tenant },
  'tenant.rename': {
    params: z.object({ tenant: tenantId, name: z.string().trim().min(1).max(100), zone: z.string().max(64) }),
    result: tenant,
  },
  /** Erases the tenant's cache, casework and token on this machine. `confirm` is the tenant's name, typed. */
  'tenant.erase': { params: z.object({ tenant: tenantId, confirm: z.string() }), result: nothing },
  /** Main asks where to, with the system's own dialog, and writes; null when the person left it. */
  'export.save': { params: exportRequest, result: exportRecord.nullable() },
  /** The same for a state as of a time. */
  'export.saveState': { params: stateFileRequest, result: exportRecord.nullable() },
  /** The same for the groups of a result. */
  'export.saveGroups': { params: groupsFileRequest, result: exportRecord.nullable() },
  /** The same for who has which roles, what changed, or what was denied. */
  'export.saveAccess': { params: accessFileRequest, result: exportRecord.nullable() },
  /** The same for a story. */
  'export.saveStory': { params: storyFileRequest, result: exportRecord.nullable() },
  'export.show': { params: ofTenant.extend({ id: z.number().int() }), result: nothing },
  'sync.start': { params: ofTenant, result: syncStatus },
  'sync.cancel': { params: ofTenant, result: syncStatus },
  'sync.status': { params: ofTenant, result: syncStatus },
  ...viewFileApi,
  ...importShellApi,
  ...reconcileShellApi,
  /** Fetches one stretch of time, also one that was skipped; a sync under way goes on after it. */
  'sync.fetchRange': { params: ofTenant.extend(syncTarget.shape), result: syncStatus },
  /** Leaves a gap out of every sync until it is fetched on request. */
  'sync.skipGap': { params: z.object({ tenant: tenantId, range: timeRange }), result: nothing },
} as const satisfies Record<string, Operation>

/** What the window may ask and main passes on to the data service. */
export const dataApi = {
  'log.query': { params: queryRequest, result: queryAnswer },
  /** A window begins with this question: the answer to the next one is kept, if it asks for everything. */
  'log.begin': { params: queryRequest, result: nothing },
  'log.rows': { params: rowsRequest, result: rowsAnswer },
  /** The texts of chosen entries as they were sent: of one, that; of several, a JSON array of them. */
  'log.texts': { params: textsRequest, result: textsAnswer },
  'log.entry': { params: entryRequest, result: entryDetail },
  'log.position': { params: positionRequest, result: z.object({ index: z.number().nullable() }) },
  'log.arrivals': { params: arrivalsRequest, result: z.object({ count: z.number() }) },
  /** Values of a field in the cache with their counts, for completion; most frequent first. */
  'log.facet': { params: facetRequest, result: facet },
  'log.values': { params: valuesRequest, result: z.array(facetValue) },
  /** How often the values of up to three fields occur together in a result, with failures, first and last time. */
  'log.groups': { params: groupsRequest, result: groupsAnswer },
  'log.around': { params: aroundRequest, result: aroundAnswer },
  /** Every export of the tenant's entries that was begun, newest first. */
  'export.list': { params: ofTenant, result: z.array(exportRecord) },
  'coverage.get': { params: ofTenant, result: coverage },
  'coverage.history': { params: ofTenant, result: coverageHistory },
  ...beforeApi,
  ...historyApi,
  ...accessApi,
  ...denialApi,
  ...storyApi,
  ...reconcileDataApi,
  ...importDataApi,
  ...caseworkApi,
  ...peopleApi,
} as const satisfies Record<string, Operation>

/** What the router checks and passes on. */
export const routedApi = { ...shellApi, ...dataApi }
export const api = { ...startApi, ...routedApi }

export type Api = typeof api
export type ApiName = keyof Api
export type RoutedName = keyof typeof routedApi
export type Params<N extends ApiName> = z.output<Api[N]['params']>
export type ParamsInput<N extends ApiName> = z.input<Api[N]['params']>
export type Answer<N extends ApiName> = z.output<Api[N]['result']>

/** The frames that cross: renderer → main. The id lets the window cancel. */
export const requestFrame = z.object({
  id: z.number().int().nonnegative(),
  name: z.enum(Object.keys(routedApi) as [RoutedName, ...RoutedName[]]),
  params: z.unknown(),
})

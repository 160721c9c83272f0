import { isObject } from './store.ts'
import type { KeyValueStore } from './store.ts'

/** The tenant that the window will show, by what is kept; null when there is none. A name for a folder: what does not look like one is none. */
export function shownTenant(kept: Pick<KeyValueStore, 'get'>): string | null {
  const tenants = kept.get('tenants')
  const settings = kept.get('settings')
  const current = isObject(settings) ? settings['currentTenant'] : null
  const ids = (Array.isArray(tenants) ? tenants : []).flatMap((tenant: unknown) => (isObject(tenant) ? [tenant['id']] : [])).filter(isId)
  return ids.find((id) => id === current) ?? ids[0] ?? null
}

const isId = (id: unknown): id is string => typeof id === 'string' && /^[a-z0-9]{8,32}$/.test(id)

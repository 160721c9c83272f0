import type { EntryKey } from '@contract/entry.ts'
import { fail, toAppError } from '@contract/errors.ts'
import { longestLink } from '@contract/link.ts'
import { defineStore } from 'pinia'
import { nextTick, ref } from 'vue'
import { ask, copyText, onEvent } from '../api/client.ts'
import { findEntry } from '../api/find-entry.ts'
import { useRoute } from './route.ts'
import { useSession } from './session.ts'
import { readLink, writeLink } from './view-link.ts'
import { useView } from './view.ts'

/** Links to views: makes them, and opens those that come from the operating system or from the palette. */
export const useViewLinks = defineStore('view-links', () => {
  const session = useSession()
  const view = useView()
  const { go } = useRoute()
  /** Why the last link could not be opened. */
  const problem = ref<string | null>(null)

  async function entryId(key: EntryKey | null): Promise<string | null> {
    const { tenant } = session
    return tenant && key !== null ? (await ask('log.entry', { tenant: tenant.id, key })).entry.id : null
  }
  /** Puts the link of the view on screen on the clipboard, with an entry opened. Rejects with an AppFailure. */
  async function copy(opened: EntryKey | null = view.place.selected): Promise<void> {
    const { filter, order, sort, groups, zone, columns } = view.place
    const entry = await entryId(opened)
    const link = writeLink({
      tenant: session.tenant?.url ?? '',
      filter,
      order,
      sort,
      groups,
      zone,
      columns,
      entry,
      history: view.place.history,
      story: view.place.story?.of ?? null,
    })
    problem.value = null
    if (link.length > longestLink) {
      problem.value = `The link of this view would be longer than ${longestLink} characters. Save it as a view instead.`
      throw fail('invalid-request', problem.value)
    }
    await copyText(link)
  }

  /** Opens a link; what cannot be opened is said in `problem` and changes nothing. */
  async function open(text: string): Promise<void> {
    problem.value = null
    const read = readLink(text)
    if (!read.ok) {
      problem.value = read.message
      return
    }
    const { tenant: url, filter, order, sort, groups, zone, columns, entry, history, story } = read.view
    const tenant = url === '' ? session.tenant : session.tenants.find((one) => one.url === url)
    if (!tenant) {
      problem.value = `The link is for ${url}, which is not connected here.`
      return
    }
    await session.patch({ currentTenant: tenant.id })
    // Another tenant starts the view afresh; the link comes after that.
    await nextTick()
    go('log')
    try {
      const selected = entry === null ? null : await keyOf(tenant.id, entry)
      view.visit({
        filter,
        order,
        sort,
        groups,
        selected,
        history,
        story: story && { of: story, from: 'log' },
        zone,
        ...(columns.length > 0 && { columns }),
      })
    } catch (thrown) {
      problem.value = toAppError(thrown).message
    }
  }
  async function keyOf(tenant: string, id: string): Promise<number | null> {
    const key = await findEntry(tenant, id)
    if (key === null) problem.value = 'The entry of the link is not in this cache; its list is shown without it.'
    return key
  }
  onEvent('link.opened', ({ link }) => void open(link))

  return { problem, copy, open }
})

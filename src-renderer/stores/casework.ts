import type { ApiName, Answer, ParamsInput } from '@contract/api.ts'
import {
  mostAtOnce,
  type Bookmark,
  type BookmarkChange,
  type CaseChange,
  type CaseContent,
  type CaseFile,
  type CaseNote,
  type ChosenEntries,
  type EditSpan,
  type Overview,
} from '@contract/casework.ts'
import type { EntryKey } from '@contract/entry.ts'
import { toAppError, type AppError } from '@contract/errors.ts'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { ask, onTenantEvent } from '../api/client.ts'
import { countText, pluralText } from '../composables/number-format.ts'
import { useSession } from './session.ts'

/** Something that was just done, in words, and how to take it back where that can be. */
export interface Done {
  readonly text: string
  /** A removal stays on screen until something else is done; anything else only for a moment. */
  readonly removal?: true
  readonly undo: (() => Promise<unknown>) | null
}

const ofMany = (count: number): string => pluralText(count, 'bookmark')

/** Where a person wants to write: on an entry of the cache, or a bookmark. */
export interface Wanted {
  readonly at: 'note' | 'tags'
  readonly of: { readonly entry: EntryKey } | { readonly bookmark: number }
}

type ListedCase = Overview['cases'][number]

/** What a person made of the tenant on screen. Truth lives in the data service; every edit is answered from the disk, then read again. */
export const useCasework = defineStore('casework', () => {
  const session = useSession()
  const overview = shallowRef<Overview | null>(null)
  const places = shallowRef<readonly { readonly key: EntryKey; readonly at: number }[]>([])
  const error = shallowRef<AppError | null>(null)
  const done = shallowRef<Done | null>(null)
  /** What a person wants to write in as soon as the details of an entry are there. */
  const wanted = shallowRef<Wanted | null>(null)
  /** The case that a person wants to see on the page of bookmarks, until that page takes it. */
  const wantedCase = ref<number | null>(null)
  function takeWantedCase(): { readonly kind: 'case'; readonly case: number } | null {
    const id = wantedCase.value
    wantedCase.value = null
    return id === null ? null : { kind: 'case', case: id }
  }
  /** Grows with every edit: what shows bookmarks asks again. */
  const version = ref(0)
  const tenant = computed(() => session.tenant?.id ?? null)
  const cases = computed<readonly ListedCase[]>(() => overview.value?.cases ?? [])
  const caseOf = (id: number | null | undefined): ListedCase | undefined => cases.value.find((each) => each.id === id)
  const tags = computed(() => (overview.value?.tags ?? []).map((each) => each.tag))

  async function load(): Promise<void> {
    const id = tenant.value
    if (id === null) return
    try {
      const [read, found] = await Promise.all([ask('casework.overview', { tenant: id }), ask('bookmark.places', { tenant: id })])
      if (tenant.value !== id) return
      overview.value = read
      places.value = found
    } catch (thrown) {
      if (tenant.value === id) error.value = toAppError(thrown)
    }
  }

  /** The overview once it is read: a start shows rows before it. Null where it cannot be read. */
  async function read(): Promise<Overview | null> {
    if (!overview.value) await load()
    return overview.value
  }

  /** Makes an edit; a failure is shown and answered with null. */
  async function edit<N extends ApiName>(
    name: N,
    params: (tenant: string) => ParamsInput<N>,
  ): Promise<{ readonly answer: Answer<N> } | null> {
    const id = tenant.value
    if (id === null) return null
    error.value = null
    try {
      const answer = await ask(name, params(id))
      version.value += 1
      await load()
      return { answer }
    } catch (thrown) {
      error.value = toAppError(thrown)
      return null
    }
  }

  async function add(entries: ChosenEntries, change: BookmarkChange = {}): Promise<void> {
    const made = await edit('bookmark.add', (id) => ({ tenant: id, entries, change }))
    if (!made) return
    const { added, known } = made.answer
    const text = added.length === 0 ? `Bookmarked already: ${ofMany(known)}` : `Added ${ofMany(added.length)}`
    done.value = { text, undo: added.length === 0 ? null : () => edit('bookmark.remove', (id) => ({ tenant: id, ids: added })) }
  }
  const change = (ids: readonly number[], changed: BookmarkChange): Promise<unknown> =>
    edit('bookmark.change', (id) => ({ tenant: id, ids: [...ids], change: changed }))
  /** Changes many in one transaction, taken back as one; `says` tells of how many it was. */
  async function changeMany(ids: readonly number[], changed: BookmarkChange, says: (count: string) => string): Promise<void> {
    if (tooMany(ids)) return
    const made = await edit('bookmark.change', (id) => ({ tenant: id, ids: [...ids], change: changed }))
    if (!made) return
    const { edit: span, changed: count } = made.answer
    done.value = span
      ? { text: says(ofMany(count)), undo: () => takeBack(span) }
      : { text: `All ${ofMany(ids.length)} are so already`, undo: null }
  }
  async function takeBack(span: EditSpan): Promise<void> {
    const kept = (await edit('bookmark.undo', (id) => ({ tenant: id, edit: span })))?.answer.kept ?? 0
    if (kept > 0) done.value = { text: `Taken back, except what was changed again since: ${ofMany(kept)}`, undo: null }
  }
  function tooMany(ids: readonly number[]): boolean {
    if (ids.length <= mostAtOnce) return false
    const message = `At most ${countText(mostAtOnce)} bookmarks can be changed at once.`
    error.value = { code: 'invalid-request', message, next: 'Select fewer.' }
    return true
  }
  /** Moves bookmarks to a case, or out of every case; undone, each is where it was. */
  function putInCase(ids: readonly number[], to: number | null): Promise<void> {
    const title = caseOf(to)?.title
    return changeMany(ids, { case: to }, (count) =>
      title === undefined ? `Took ${count} out of the case` : `Put ${count} in the case “${title}”`,
    )
  }
  async function remove(ids: readonly number[]): Promise<void> {
    if (tooMany(ids)) return
    if (!(await edit('bookmark.remove', (id) => ({ tenant: id, ids: [...ids] })))) return
    done.value = {
      text: `Removed ${ofMany(ids.length)}`,
      removal: true,
      undo: () => edit('bookmark.restore', (id) => ({ tenant: id, ids: [...ids] })),
    }
  }
  async function ofEntry(key: EntryKey): Promise<Bookmark | null> {
    return tenant.value === null ? null : await ask('bookmark.ofEntry', { tenant: tenant.value, key })
  }
  /** Bookmarks one entry, or takes its bookmark away. */
  async function toggle(key: EntryKey): Promise<void> {
    const known = await ofEntry(key).catch((thrown: unknown) => {
      error.value = toAppError(thrown)
      return undefined
    })
    if (known === null) await add({ keys: [key] })
    else if (known) await remove([known.id])
  }

  async function addCase(content: CaseContent): Promise<CaseFile | null> {
    return (await edit('case.add', (of) => ({ tenant: of, content })))?.answer ?? null
  }
  async function changeCase(id: number, changed: CaseChange): Promise<CaseFile | null> {
    return (await edit('case.change', (of) => ({ tenant: of, id, change: changed })))?.answer ?? null
  }
  async function removeCase({ id, title }: CaseFile): Promise<void> {
    if (!(await edit('case.remove', (of) => ({ tenant: of, id })))) return
    done.value = { text: `Removed the case “${title}”`, removal: true, undo: () => edit('case.restore', (of) => ({ tenant: of, id })) }
  }
  async function addNote(id: number, note: Pick<CaseNote, 'after' | 'at' | 'text'>): Promise<CaseNote | null> {
    return (await edit('case.addNote', (of) => ({ tenant: of, id, note })))?.answer ?? null
  }
  const changeNote = (note: number, text: string): Promise<unknown> => edit('case.changeNote', (of) => ({ tenant: of, note, text }))
  async function removeNote(note: number): Promise<void> {
    if (!(await edit('case.removeNote', (of) => ({ tenant: of, note })))) return
    done.value = { text: 'Removed 1 note', removal: true, undo: () => edit('case.restoreNote', (of) => ({ tenant: of, note })) }
  }
  async function undo(): Promise<void> {
    const last = done.value
    done.value = null
    await last?.undo?.()
  }

  watch(
    tenant,
    () => {
      overview.value = null
      places.value = []
      done.value = null
      error.value = null
      void load()
    },
    { immediate: true },
  )
  // A bookmark's entry may only now be cached.
  onTenantEvent(
    'sync.status',
    () => tenant.value,
    ({ phase }) => {
      if (phase === 'idle') void load()
    },
  )

  return {
    overview,
    read,
    places,
    cases,
    caseOf,
    tags,
    error,
    done,
    wanted,
    wantedCase,
    takeWantedCase,
    version,
    load,
    edit,
    add,
    change,
    changeMany,
    putInCase,
    remove,
    ofEntry,
    toggle,
    addCase,
    changeCase,
    removeCase,
    addNote,
    changeNote,
    removeNote,
    undo,
    acknowledge: () => edit('casework.acknowledge', (id) => ({ tenant: id })),
  }
})

import type { FrozenRow } from '@contract/casework.ts'
import { toAppError } from '@contract/errors.ts'
import { embeddedIds } from '@language/note-markdown.ts'
import { shallowRef, watch } from 'vue'
import { ask } from '../../api/client.ts'
import { useCasework } from '../../stores/casework.ts'
import { useSession } from '../../stores/session.ts'

const most = 10_000

/** The entries of a case that a text embeds; null until they are known. */
export function useEmbedded(of: () => { readonly case: number; readonly text: string }) {
  const session = useSession()
  const casework = useCasework()
  const found = shallowRef<ReadonlyMap<string, FrozenRow> | null>(null)
  let asked = 0
  async function read(): Promise<void> {
    const { case: id, text } = of()
    const entryIds = embeddedIds(text).slice(0, most)
    const mine = ++asked
    if (!session.tenant) return
    try {
      const bookmarks = entryIds.length === 0 ? [] : await ask('case.entries', { tenant: session.tenant.id, id, entryIds })
      if (mine === asked) found.value = new Map(bookmarks.map(({ entryId, row }) => [entryId, row]))
    } catch (thrown) {
      if (mine === asked) casework.error = toAppError(thrown)
    }
  }
  watch([() => of().case, () => of().text, () => casework.version], read, { immediate: true })
  return found
}

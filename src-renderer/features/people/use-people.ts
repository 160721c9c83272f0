import { toAppError } from '@contract/errors.ts'
import type { Person } from '@contract/people.ts'
import { shallowRef, watch, type ShallowRef } from 'vue'
import { ask } from '../../api/client.ts'
import { useCasework } from '../../stores/casework.ts'
import { useSession } from '../../stores/session.ts'
import { useView } from '../../stores/view.ts'

interface People {
  readonly all: Readonly<ShallowRef<readonly Person[]>>
  /** False where it could not be kept: the casework store has the failure. */
  readonly add: (names: readonly string[], note: string) => Promise<boolean>
  readonly remove: (person: Person) => Promise<void>
}

/** Who is one under several names, in the tenant on screen; every edit can be taken back. */
export function usePeople(): People {
  const session = useSession()
  const casework = useCasework()
  const view = useView()
  const all = shallowRef<readonly Person[]>([])

  async function load(): Promise<void> {
    const tenant = session.tenant?.id
    if (tenant === undefined) return
    try {
      const found = await ask('people.list', { tenant })
      if (session.tenant?.id === tenant) all.value = found
    } catch (thrown) {
      casework.error = toAppError(thrown)
    }
  }
  /** The log is asked again: filters by these names mean another thing now. */
  const again = async (): Promise<void> => {
    await load()
    void view.refresh()
  }
  async function setRemoved({ id }: Person, removed: boolean): Promise<void> {
    if (await casework.edit(removed ? 'people.remove' : 'people.restore', (tenant) => ({ tenant, id }))) await again()
  }

  async function add(names: readonly string[], note: string): Promise<boolean> {
    const made = await casework.edit('people.add', (tenant) => ({ tenant, content: { names: [...names], note } }))
    if (!made) return false
    casework.done = { text: `${made.answer.names[0] ?? ''} is one person now`, undo: () => setRemoved(made.answer, true) }
    await again()
    return true
  }
  async function remove(person: Person): Promise<void> {
    await setRemoved(person, true)
    const text = `${person.names[0] ?? ''} is several again`
    if (!casework.error) casework.done = { text, removal: true, undo: () => setRemoved(person, false) }
  }

  watch(() => session.tenant?.id, load, { immediate: true })
  return { all, add, remove }
}

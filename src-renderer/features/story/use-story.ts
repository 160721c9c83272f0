import type { StoryAnswer, StoryQuestion, StoryRow } from '@contract/story.ts'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { ask, onTenantEvent } from '../../api/client.ts'
import { useLines } from '../../shared/lines/use-lines.ts'
import { useCasework } from '../../stores/casework.ts'

interface Page {
  readonly total: number
  readonly lines: readonly StoryRow[]
  readonly played: number
  /** With the first page. */
  readonly story: StoryAnswer | null
}

/** What the data service says of the story on screen, and rows of its time line as they come into view. The last answer stays while the next is awaited. */
export function useStory(question: () => StoryQuestion) {
  const casework = useCasework()
  const { answer, error, slow, line, show, reload } = useLines<StoryQuestion, StoryRow, Page>(question, async (asked, page, signal) => {
    const story = page.offset === 0 ? await ask('story.get', asked, { signal }) : null
    const { told, rows } = await ask('story.rows', { ...asked, ...page }, { signal })
    return { total: story?.line.entries ?? 0, lines: rows, played: told, story }
  })
  const story = computed(() => answer.value?.story ?? null)
  /** The log grows under the page: it is read again when that is wanted, and not under the eyes. */
  const isOld = ref(false)
  watch(answer, () => (isOld.value = false))
  onScopeDispose(
    onTenantEvent(
      'cache.changed',
      () => question().tenant,
      () => (isOld.value = answer.value !== null),
    ),
  )
  watch(
    () => casework.version,
    () => void reload(),
  )
  return { story, error, slow, row: line, show, reload, isOld }
}

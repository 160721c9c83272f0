import { useMutationObserver } from '@vueuse/core'
import { hitsIn, type SearchedTerms } from '@language/hits.ts'
import { onScopeDispose, watch, type Ref } from 'vue'
import { paintHits, rangesIn } from './paint-hits.ts'

/** Attribute of an element whose text is searched: by which terms. */
export const searchedBy = 'data-searched'

function textsIn(element: Element): readonly Text[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const found: Text[] = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (node instanceof Text) found.push(node)
  return found
}

/** Marks what a text search hit in the texts inside of `root` that are searched, also as they change. */
export function useDetailHits(root: Ref<HTMLElement | null>, terms: () => SearchedTerms | null): void {
  let isMarked = false
  function mark(): void {
    const now = terms()
    const ranges = !now
      ? []
      : [...(root.value?.querySelectorAll(`[${searchedBy}]`) ?? [])].flatMap((element) => {
          const needles = element.getAttribute(searchedBy) === 'agents' ? now.agents : now.names
          // Each piece of a text by itself: between two stands a sign for what cannot be seen, or another text.
          return textsIn(element).flatMap((node) => hitsIn(node.data, needles).flatMap(({ from, to }) => rangesIn([node], from, to)))
        })
    if (ranges.length > 0 || isMarked) paintHits('hit-details', ranges)
    isMarked = ranges.length > 0
  }
  useMutationObserver(root, mark, { childList: true, characterData: true, subtree: true })
  watch([root, terms], mark, { flush: 'post' })
  onScopeDispose(() => {
    if (isMarked) paintHits('hit-details', [])
  })
}

import type { EntryRow } from '@contract/entry.ts'
import { onMounted, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { sharpenGridIcons } from './grid-icons.ts'
import type { RowAppearance } from './row-element.ts'
import { createRowPainter, type Frame, type LineState, type RowPainter } from './row-painter.ts'

/** Draws frames as they change, and what is told of each row (`stateOf`, which reads `of`). @returns the id of the element of the row one is at, while it is drawn */
export function useGridPainter(
  layer: Ref<HTMLElement | null>,
  id: string,
  frame: Ref<Frame>,
  appearance: Ref<RowAppearance>,
  active: Ref<number | null>,
  state: { readonly of: readonly Ref[]; readonly stateOf: (index: number, row: EntryRow | undefined) => LineState },
): Ref<string | undefined> {
  sharpenGridIcons()
  const painter = shallowRef<RowPainter | null>(null)
  const activeId = ref<string | undefined>(undefined)
  onMounted(() => {
    if (layer.value) painter.value = createRowPainter(layer.value, id)
  })
  onScopeDispose(() => painter.value?.clear())
  watch(
    [painter, frame, appearance, active, ...state.of],
    () => {
      painter.value?.draw(frame.value, appearance.value, state.stateOf)
      activeId.value = active.value === null ? undefined : painter.value?.idOf(active.value)
    },
    { flush: 'post' },
  )
  return activeId
}

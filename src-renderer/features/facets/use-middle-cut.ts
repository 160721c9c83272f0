import { useResizeObserver } from '@vueuse/core'
import { computed, ref, type ComputedRef, type Ref } from 'vue'

let pen: CanvasRenderingContext2D | null = null
/** Widths of texts as this element shows them. All values are written alike: asked of each, the page would be laid out for each. */
function measure(element: HTMLElement): (text: string) => number {
  if (!pen) {
    pen = document.createElement('canvas').getContext('2d')
    const { fontWeight, fontSize, fontFamily, letterSpacing } = getComputedStyle(element)
    // Not the short form: it is empty where variants of glyphs are chosen.
    if (pen) pen.font = `${fontWeight} ${fontSize} ${fontFamily}`
    if (pen && letterSpacing !== 'normal') pen.letterSpacing = letterSpacing
  }
  return (text) => pen?.measureText(text).width ?? 0
}

/**
 * The beginning of a text as far as it fits before its end; all of it where there is room. Cut by the style sheet, the rest of a letter's width would
 * stay empty between the two.
 */
export function useMiddleCut(
  element: Ref<HTMLElement | null>,
  parts: () => { readonly head: string; readonly tail: string },
): ComputedRef<string> {
  const room = ref(Infinity)
  useResizeObserver(
    computed(() => (parts().tail === '' ? null : element.value)),
    ([entry]) => (room.value = entry?.contentRect.width ?? Infinity),
  )
  return computed(() => {
    const { head, tail } = parts()
    if (tail === '' || room.value === Infinity || !element.value) return head
    const widthOf = measure(element.value)
    if (widthOf(head + tail) <= room.value) return head
    let letters = head.length - 1
    while (letters > 1 && widthOf(`${head.slice(0, letters)}…${tail}`) > room.value) letters--
    return `${head.slice(0, letters).trimEnd()}…`
  })
}

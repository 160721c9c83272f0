import { afterPaint } from '../../composables/after-paint.ts'
import { endFirstPicture } from '../../first/first-picture.ts'

let drawn = false

/**
 * The application has drawn its first rows. Once they are painted, what stood in for them goes, and the moment is marked: the benchmark of the
 * start waits for `rows`, which a first picture has marked already, and for `ready`.
 */
export function firstRowsDrawn(): void {
  if (drawn) return
  drawn = true
  afterPaint(() => {
    endFirstPicture()
    if (performance.getEntriesByName('rows').length === 0) performance.mark('rows')
    performance.mark('ready')
  })
}

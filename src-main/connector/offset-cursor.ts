/**
 * Where entries are counted, the next page begins with the last entry of the page before, by which it is seen whether places have moved meanwhile. The
 * cursor is that place and a mark of that entry; without a mark nothing is compared.
 */
export interface OffsetCursor {
  readonly offset: number
  readonly mark: string | null
}

export function readOffset(cursor: string | null, first: number): OffsetCursor {
  const [offset = '', mark] = (cursor ?? String(first)).split(' ', 2)
  return { offset: Number(offset), mark: mark ?? null }
}

export function writeOffset({ offset, mark }: OffsetCursor): string {
  return mark === null ? String(offset) : `${offset} ${mark}`
}

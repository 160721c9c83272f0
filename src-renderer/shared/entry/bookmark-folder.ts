/** Which bookmarks are listed. */
export interface Folder {
  readonly kind: 'all' | 'none' | 'case' | 'tag'
  readonly case?: number
  readonly tag?: string
}

/** A folder as a request for bookmarks asks for it. */
export function inFolder(folder: Folder): { readonly case?: number | null; readonly tag?: string } {
  switch (folder.kind) {
    case 'all':
      return {}
    case 'none':
      return { case: null }
    case 'case':
      return folder.case === undefined ? {} : { case: folder.case }
    case 'tag':
      return folder.tag === undefined ? {} : { tag: folder.tag }
  }
}

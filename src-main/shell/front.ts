/** What comes forward: the window, once there is one. */
export interface FrontWindow {
  show(): void
  openLink(link: string): void
}

export interface Front {
  /** Somebody wants the window, perhaps with a link. */
  come(link: string | null): void
  /** The link that will be opened with the window; asked before there is one. */
  readonly awaited: string | null
  /** From now on there is a window: it is shown, with the link that has waited for it. */
  meet(window: FrontWindow): void
}

/**
 * Links may come before there is a window that opens them: the one that starts the application on macOS (`open-url`), one of a second start
 * while the first is busy starting. The last of them is kept until there is one.
 */
export function createFront(first: string | null): Front {
  let window: FrontWindow | null = null
  let link = first
  function come(): void {
    if (!window) return
    window.show()
    if (link !== null) window.openLink(link)
    link = null
  }
  return {
    come(next) {
      link = next ?? link
      come()
    },
    get awaited() {
      return link
    },
    meet(met) {
      window = met
      come()
    },
  }
}

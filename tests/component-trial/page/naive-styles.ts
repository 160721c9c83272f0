/**
 * naive-ui hands its styles over here (the bundler puts this module in the place of `@css-render/vue3-ssr`), because it
 * would otherwise write `<style>` elements, and the content security policy allows no inline style. A constructed sheet
 * is no inline style, so the policy stays as strict as it is (CSP 3, section 4.2.3: it governs elements and attributes).
 */
interface StyleAdapter {
  readonly adapter: (id: string, style: string) => void
  readonly context: { readonly ids: Set<string> }
}

const ids = new Set<string>()
const sheet = new CSSStyleSheet()
const texts: string[] = []

function adapter(id: string, style: string): void {
  if (ids.has(id)) return
  if (ids.size === 0) document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  ids.add(id)
  texts.push(style)
  sheet.replaceSync(texts.join('\n'))
}

const styles: StyleAdapter = { adapter, context: { ids } }

/** The name that naive-ui imports. */
export const useSsrAdapter = (): StyleAdapter => styles

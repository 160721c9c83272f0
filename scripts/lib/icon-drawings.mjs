const prefix = 'virtual:icon/'

/** Lucide's drawings as data, `virtual:icon/NAME`: its components bring Vue with them, which the window's first script does without. */
export function iconDrawings() {
  return {
    name: 'icon-drawings',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null
      const { __iconData } = await import(`@lucide/vue/dist/esm/icons/${id.slice(prefix.length + 1)}.mjs`)
      // `key` is for Vue.
      return `export default ${JSON.stringify(__iconData.node, (name, value) => (name === 'key' ? undefined : value))}`
    },
  }
}

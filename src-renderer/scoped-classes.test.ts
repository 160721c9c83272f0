import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parse as parseComponent } from 'vue/compiler-sfc'
import { describe, expect, it } from 'vitest'

/* A scoped style also holds for the root element of every component inside: a class that both use has two meanings there. */

interface Node {
  readonly type: number
  readonly tag?: string
  readonly props?: readonly {
    readonly type: number
    readonly name: string
    readonly value?: { content: string }
    readonly arg?: { content: string }
    readonly exp?: { content: string }
  }[]
  readonly children?: readonly Node[]
  readonly branches?: readonly Node[]
}

/** Classes that an element may have, as far as its attributes say. */
function classesOf({ props = [] }: Node): string[] {
  return props.flatMap((prop) => {
    if (prop.type === 6 && prop.name === 'class') return (prop.value?.content ?? '').split(/\s+/)
    if (prop.name !== 'bind' || prop.arg?.content !== 'class') return []
    const text = prop.exp?.content ?? ''
    const quoted = [...text.matchAll(/'([\w -]+)'/g)].flatMap(([, names = '']) => names.split(/\s+/))
    const keys = [...text.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = '']) =>
      inside.split(',').map((each) => (each.split(':')[0] ?? '').trim()),
    )
    return [...quoted, ...keys]
  })
}

const component = (path: string) => {
  const { descriptor } = parseComponent(readFileSync(path, 'utf8'))
  const { template, scriptSetup, styles } = descriptor
  const nodes: Node[] = []
  const walk = (node: Node): void => {
    nodes.push(node)
    node.children?.forEach(walk)
  }
  const root = template?.ast as unknown as Node | undefined
  if (root) walk(root)
  const imports = new Map(
    [...(scriptSetup?.content ?? '').matchAll(/import (\w+) from '(\.[^']+\.vue)'/g)].map(([, name = '', from = '']) => [
      name,
      resolve(dirname(path), from),
    ]),
  )
  const elements = (root?.children ?? []).filter(({ type }) => type === 1)
  const css = styles
    .filter(({ scoped }) => scoped)
    .map(({ content }) => content.replace(/:deep\([^)]*\)/g, '').replace(/\/\*[^]*?\*\//g, ''))
    .join('\n')
  // What is styled is the last part of a selector, where it has all of the classes.
  const selectors = [...css.matchAll(/([^{};]+)\{/g)].flatMap(([, list = '']) => (list.trim().startsWith('@') ? [] : list.split(',')))
  const styled = selectors.map((selector) =>
    [
      ...(
        selector
          .trim()
          .split(/[\s>+~]+/)
          .at(-1) ?? ''
      )
        .replace(/:\w+\([^)]*\)/g, '')
        .matchAll(/\.(-?[a-z][\w-]*)/gi),
    ].map(([, name = '']) => name),
  )
  return { path, nodes, imports, roots: elements.flatMap(classesOf), styled: styled.filter(({ length }) => length > 0) }
}

const folder = import.meta.dirname
const components = new Map(globSync('**/*.vue', { cwd: folder }).map((name) => [join(folder, name), component(join(folder, name))]))
/** What the window shows by its registry. */
const screens = [...components.values()].filter(({ path }) => path.endsWith('Screen.vue'))

describe('classes in scoped styles (issue 13.7)', () => {
  it('mean one thing: no style of a component holds by chance for what is inside', () => {
    const collisions = [...components.values()].flatMap(({ path, nodes, imports, styled }) =>
      nodes.flatMap((node) => {
        const inside = new Set(
          node.tag === 'component' && path.endsWith('AppWindow.vue')
            ? screens.flatMap(({ roots }) => roots)
            : components.get(imports.get(node.tag ?? '') ?? '')?.roots,
        )
        const given = new Set(classesOf(node))
        const meant = (names: readonly string[]): boolean => names.some((name) => given.has(name))
        const byChance = styled.filter((names) => names.every((name) => inside.has(name)) && !meant(names))
        return byChance.map((names) => `${path.slice(folder.length + 1)} > ${node.tag}: .${names.join('.')}`)
      }),
    )
    expect([...new Set(collisions)]).toEqual([])
  })

  it('are scoped in every component', () => {
    const open = [...components.keys()].filter((path) =>
      parseComponent(readFileSync(path, 'utf8')).descriptor.styles.some(({ scoped }) => !scoped),
    )
    expect(open).toEqual([])
  })
})

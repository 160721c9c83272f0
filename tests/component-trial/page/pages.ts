import { NButton, NDataTable, NStep, NSteps, NTabPane, NTabs, NTree, NUpload, type DataTableColumns } from 'naive-ui'
import {
  StepperItem,
  StepperRoot,
  StepperTitle,
  StepperTrigger,
  TabsContent,
  TabsList,
  TabsRoot,
  TabsTrigger,
  TreeItem,
  TreeRoot,
} from 'reka-ui'
import { h, ref, type Component } from 'vue'
import type { By } from '../parts.ts'
import { contestant, fruits, plain } from './stage.ts'

type Contestants = Partial<Record<By, Component>>

const tabs: Contestants = {
  'naive-ui': plain(({ value, set }) =>
    h(NTabs, { value: String(value), onUpdateValue: set, type: 'line', 'aria-label': 'Fruits' }, () =>
      fruits.map((each) => h(NTabPane, { key: each, name: each, tab: each }, () => `About ${each}`)),
    ),
  ),
  'reka-ui': plain(({ value, set }) =>
    h(TabsRoot, { modelValue: String(value), 'onUpdate:modelValue': set }, () => [
      h(TabsList, { 'aria-label': 'Fruits' }, () => fruits.map((each) => h(TabsTrigger, { key: each, value: each }, () => each))),
      fruits.map((each) => h(TabsContent, { key: each, value: each }, () => `About ${each}`)),
    ]),
  ),
}

const rows = [
  { name: 'Banana', count: 3 },
  { name: 'Apple', count: 12 },
  { name: 'Cherry', count: 7 },
]
const columns: DataTableColumns<(typeof rows)[number]> = [
  { key: 'name', title: 'Name', sorter: 'default' },
  { key: 'count', title: 'Count', sorter: 'default' },
]

const table: Contestants = {
  ours: contestant(() => {
    const up = ref<boolean | null>(null)
    const sorted = () => (up.value === null ? rows : [...rows].sort((a, b) => (up.value ? 1 : -1) * a.name.localeCompare(b.name)))
    const order = () => (up.value === null ? 'none' : up.value ? 'ascending' : 'descending')
    return () =>
      h('table', { 'aria-label': 'Fruits' }, [
        h(
          'thead',
          h('tr', [
            h('th', { scope: 'col', 'aria-sort': order() }, h('button', { type: 'button', onClick: () => (up.value = !up.value) }, 'Name')),
            h('th', { scope: 'col' }, 'Count'),
          ]),
        ),
        h(
          'tbody',
          sorted().map(({ name, count }) => h('tr', { key: name }, [h('td', name), h('td', count)])),
        ),
      ])
  }),
  'naive-ui': plain(() => h(NDataTable, { columns, data: rows, rowKey: ({ name }: { name: string }) => name, 'aria-label': 'Fruits' })),
}

const branches = [
  { key: 'Fruits', label: 'Fruits', children: fruits.map((label) => ({ key: label, label })) },
  { key: 'Vegetables', label: 'Vegetables' },
]
interface Branch {
  readonly key: string
  readonly label: string
  readonly children?: Branch[]
}

const tree: Contestants = {
  'naive-ui': plain(({ set }) =>
    h(NTree, {
      data: branches,
      blockLine: true,
      keyboard: true,
      'aria-label': 'Food',
      role: 'tree',
      nodeProps: () => ({ role: 'treeitem' }),
      onUpdateSelectedKeys: (keys: unknown[]) => set(keys[0]),
    }),
  ),
  'reka-ui': plain(({ set }) =>
    h(
      TreeRoot,
      {
        items: branches,
        getKey: ({ key }: Branch) => key,
        'aria-label': 'Food',
        'onUpdate:modelValue': (chosen: unknown) => set((chosen as Branch).key),
      } as never,
      {
        default: ({ flattenItems }: { flattenItems: { _id: string; value: Branch; bind: object }[] }) =>
          flattenItems.map((item) => h(TreeItem, { key: item._id, ...item.bind } as never, () => item.value.label)),
      } as never,
    ),
  ),
}

const names = ['File', 'Columns', 'Import']
const steps: Contestants = {
  ours: plain(({ value, set }) =>
    h(
      'ol',
      { 'aria-label': 'Steps of the import' },
      names.map((name, index) =>
        h(
          'li',
          { key: name },
          h('button', { type: 'button', 'aria-current': index + 1 === value ? 'step' : undefined, onClick: () => set(index + 1) }, name),
        ),
      ),
    ),
  ),
  'naive-ui': plain(({ value, set }) =>
    h(NSteps, { current: Number(value), onUpdateCurrent: set, 'aria-label': 'Steps of the import' }, () =>
      names.map((title) => h(NStep, { key: title, title })),
    ),
  ),
  'reka-ui': plain(({ value, set }) =>
    h(StepperRoot, { modelValue: Number(value), 'onUpdate:modelValue': set, linear: false, 'aria-label': 'Steps of the import' }, () =>
      names.map((name, index) =>
        h(StepperItem, { key: name, step: index + 1 }, () => h(StepperTrigger, () => h(StepperTitle, { as: 'span' }, () => name))),
      ),
    ),
  ),
}

const upload: Contestants = {
  ours: plain(({ set }) =>
    h('label', [
      'File to import',
      h('input', { type: 'file', onChange: (event: Event) => set((event.target as HTMLInputElement).files?.[0]?.name) }),
    ]),
  ),
  'naive-ui': plain(({ set }) =>
    h(NUpload, { defaultUpload: false, onChange: ({ file }: { file: { name: string } }) => set(file.name) }, () =>
      h(NButton, () => 'File to import'),
    ),
  ),
}

export const pages = { tabs, table, tree, steps, upload }

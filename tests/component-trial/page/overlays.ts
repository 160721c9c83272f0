import { NButton, NDropdown, NInput, NModal, NPopover } from 'naive-ui'
import {
  DialogClose,
  DialogContent,
  DialogOverlay,
  DialogPortal,
  DialogRoot,
  DialogTitle,
  DialogTrigger,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuRoot,
  DropdownMenuTrigger,
  PopoverContent,
  PopoverRoot,
  PopoverTrigger,
} from 'reka-ui'
import { h, ref, type Component } from 'vue'
import MenuButton from '../../../src-renderer/components/MenuButton.vue'
import ModalDialog from '../../../src-renderer/components/ModalDialog.vue'
import PopoverButton from '../../../src-renderer/components/PopoverButton.vue'
import TextField from '../../../src-renderer/components/TextField.vue'
import type { By } from '../parts.ts'
import { contestant, fruits, plain } from './stage.ts'

/** Each library's part is given everything its properties allow: roles, names, attributes of its elements. */
const panel = { background: 'var(--panel)', border: '1px solid var(--line)', padding: '8px' }
const box = () => h('label', [h('input', { type: 'checkbox' }), 'User agent'])
const reset = () => h('button', { type: 'button' }, 'Reset')

const menu: Record<By, Component> = {
  ours: plain(({ value, set }) =>
    h(
      MenuButton,
      { label: 'Fruits', items: fruits.map((each) => ({ value: each, label: each, checked: each === value })), onChoose: set },
      () => 'Fruit',
    ),
  ),
  'naive-ui': contestant(() => {
    const show = ref(false)
    return ({ value, set }) =>
      h(
        NDropdown,
        {
          trigger: 'click',
          to: 'main',
          show: show.value,
          onUpdateShow: (is: boolean) => (show.value = is),
          keyboard: true,
          options: fruits.map((key) => ({ key, label: key })),
          menuProps: () => ({ role: 'menu', 'aria-label': 'Fruits' }),
          nodeProps: ({ key }: { key?: unknown }) => ({
            role: 'menuitemradio',
            'aria-checked': key === value ? ('true' as const) : ('false' as const),
          }),
          onSelect: set,
        },
        () => h(NButton, { 'aria-haspopup': 'menu', 'aria-expanded': show.value }, () => 'Fruit'),
      )
  }),
  'reka-ui': plain(({ value, set }) =>
    h(DropdownMenuRoot, { modal: false }, () => [
      h(DropdownMenuTrigger, () => 'Fruit'),
      h(DropdownMenuContent, { 'aria-label': 'Fruits', style: panel }, () =>
        h(DropdownMenuRadioGroup, { modelValue: String(value), 'onUpdate:modelValue': set }, () =>
          fruits.map((each) => h(DropdownMenuRadioItem, { key: each, value: each }, () => each)),
        ),
      ),
    ]),
  ),
}

const popover: Record<By, Component> = {
  ours: plain(() => h(PopoverButton, { label: 'Columns' }, { button: () => 'Columns', default: () => [box(), reset()] })),
  'naive-ui': contestant(() => {
    const show = ref(false)
    return () =>
      h(
        NPopover,
        {
          trigger: 'click',
          to: 'main',
          show: show.value,
          onUpdateShow: (is: boolean) => (show.value = is),
          role: 'dialog',
          'aria-label': 'Columns',
        },
        {
          trigger: () => h(NButton, { 'aria-haspopup': 'dialog', 'aria-expanded': show.value }, () => 'Columns'),
          default: () => [box(), reset()],
        },
      )
  }),
  'reka-ui': plain(() =>
    h(PopoverRoot, () => [
      h(PopoverTrigger, () => 'Columns'),
      h(PopoverContent, { 'aria-label': 'Columns', style: panel }, () => [box(), reset()]),
    ]),
  ),
}

const dialog: Record<By, Component> = {
  ours: contestant(() => {
    const open = ref(false)
    return ({ value, set }) => [
      h('button', { type: 'button', onClick: () => (open.value = true) }, 'New case…'),
      h(ModalDialog, { open: open.value, 'onUpdate:open': (is: boolean) => (open.value = is), title: 'New case' }, () => [
        h(TextField, { label: 'Title', modelValue: value, 'onUpdate:modelValue': set }),
        h('button', { type: 'button', onClick: () => (open.value = false) }, 'Cancel'),
      ]),
    ]
  }),
  'naive-ui': contestant(() => {
    const open = ref(false)
    return ({ value, set }) => [
      h(NButton, { onClick: () => (open.value = true) }, () => 'New case…'),
      h(
        NModal,
        {
          show: open.value,
          onUpdateShow: (is: boolean) => (open.value = is),
          preset: 'card',
          title: 'New case',
          'aria-label': 'New case',
          style: { width: '460px' },
        },
        () => [
          h(NInput, { value: String(value), onUpdateValue: set, inputProps: { 'aria-label': 'Title' } }),
          h(NButton, { onClick: () => (open.value = false) }, () => 'Cancel'),
        ],
      ),
    ]
  }),
  'reka-ui': plain(({ value, set }) =>
    h(DialogRoot, () => [
      h(DialogTrigger, () => 'New case…'),
      h(DialogPortal, () => [
        h(DialogOverlay, { style: { position: 'fixed', inset: '0', background: 'var(--veil)' } }),
        h(DialogContent, { style: { ...panel, position: 'fixed', inset: '120px auto auto 120px' }, 'aria-describedby': undefined }, () => [
          h(DialogTitle, () => 'New case'),
          h(TextField, { label: 'Title', modelValue: value, 'onUpdate:modelValue': set }),
          h(DialogClose, () => 'Cancel'),
        ]),
      ]),
    ]),
  ),
}

export const overlays = { menu, popover, dialog }

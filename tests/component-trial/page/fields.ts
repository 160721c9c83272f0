import { NDynamicTags, NForm, NFormItem, NInput, NRadioButton, NRadioGroup, NSelect, NSlider } from 'naive-ui'
import {
  ComboboxAnchor,
  ComboboxContent,
  ComboboxInput,
  ComboboxItem,
  ComboboxRoot,
  RadioGroupItem,
  RadioGroupRoot,
  SelectContent,
  SelectItem,
  SelectItemText,
  SelectPortal,
  SelectRoot,
  SelectTrigger,
  SelectValue,
  SelectViewport,
  SliderRange,
  SliderRoot,
  SliderThumb,
  SliderTrack,
  TagsInputInput,
  TagsInputItem,
  TagsInputItemDelete,
  TagsInputItemText,
  TagsInputRoot,
} from 'reka-ui'
import { h, ref, watch, type Component } from 'vue'
import { fieldValues, setIncluded } from '@language/edit.ts'
import SegmentedRadio from '../../../src-renderer/components/SegmentedRadio.vue'
import SelectField from '../../../src-renderer/components/SelectField.vue'
import TextField from '../../../src-renderer/components/TextField.vue'
import TagEditor from '../../../src-renderer/features/bookmarks/TagEditor.vue'
import ValueCombobox from '../../../src-renderer/features/filters/ValueCombobox.vue'
import { useView } from '../../../src-renderer/stores/view.ts'
import type { By } from '../parts.ts'
import { answerMs, contestant, fruits, plain } from './stage.ts'

type Contestants = Partial<Record<By, Component>>
const options = fruits.map((value) => ({ value, label: value }))
const panel = { background: 'var(--panel)', border: '1px solid var(--line)', padding: '4px' }
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

const select: Contestants = {
  ours: plain(({ value, set }) => h(SelectField, { label: 'Fruit', options, modelValue: value, 'onUpdate:modelValue': set })),
  'naive-ui': plain(({ value, set }) =>
    h(NSelect, {
      to: 'main',
      value: String(value),
      onUpdateValue: set,
      options,
      'aria-label': 'Fruit',
      role: 'combobox',
      menuProps: { role: 'listbox', 'aria-label': 'Fruit' },
      nodeProps: () => ({ role: 'option' }),
      inputProps: { 'aria-label': 'Fruit' },
    }),
  ),
  'reka-ui': plain(({ value, set }) =>
    h(SelectRoot, { modelValue: String(value), 'onUpdate:modelValue': set }, () => [
      h(SelectTrigger, { 'aria-label': 'Fruit' }, () => h(SelectValue)),
      h(SelectPortal, { to: 'main' }, () =>
        h(SelectContent, { style: panel, 'aria-label': 'Fruit' }, () =>
          h(SelectViewport, () => fruits.map((each) => h(SelectItem, { key: each, value: each }, () => h(SelectItemText, () => each)))),
        ),
      ),
    ]),
  ),
}

const chosenTags = (value: unknown) =>
  list(value).map((each) =>
    h(TagsInputItem, { key: each, value: each }, () => [
      h(TagsInputItemText),
      h(TagsInputItemDelete, { 'aria-label': `Remove ${each}`, 'aria-labelledby': undefined }, () => '×'),
    ]),
  )

const combobox: Contestants = {
  ours: contestant(() => {
    const view = useView()
    view.setFilter(setIncluded(view.filter, 'actor', ['Apple']))
    let tell: (value: unknown) => void = () => undefined
    watch(
      () => fieldValues(view.filter, 'actor').included,
      (included) => tell(included),
    )
    return ({ set }) => {
      tell = set
      return h(ValueCombobox, { field: 'actor', label: 'Fruit', hint: 'Who did it' })
    }
  }),
  'naive-ui': plain(({ value, set }) =>
    h(NSelect, {
      to: 'main',
      value: list(value),
      onUpdateValue: set,
      options,
      multiple: true,
      filterable: true,
      inputProps: { 'aria-label': 'Fruit', role: 'combobox' },
      menuProps: { role: 'listbox', 'aria-label': 'Fruit' },
      nodeProps: () => ({ role: 'option' }),
    }),
  ),
  'reka-ui': contestant(() => {
    const typed = ref('')
    const answered = ref('')
    watch(typed, (text) => setTimeout(() => (answered.value = text), answerMs))
    return ({ value, set }) =>
      h(
        ComboboxRoot,
        {
          modelValue: list(value),
          'onUpdate:modelValue': (next: unknown) => {
            set(next)
            typed.value = ''
          },
          multiple: true,
          ignoreFilter: true,
          openOnClick: true,
        },
        () => [
          h(ComboboxAnchor, () =>
            h(TagsInputRoot, { modelValue: list(value), 'onUpdate:modelValue': set, delimiter: '' }, () => [
              chosenTags(value),
              h(
                ComboboxInput,
                { asChild: true, modelValue: typed.value, 'onUpdate:modelValue': (text: string) => (typed.value = text) },
                () =>
                  h(TagsInputInput, {
                    'aria-label': 'Fruit',
                    onKeydown: (event: KeyboardEvent) => {
                      if (event.key === 'Enter') event.preventDefault()
                    },
                  }),
              ),
            ]),
          ),
          h(ComboboxContent, { style: panel, 'aria-label': 'Fruit' }, () =>
            fruits
              .filter((each) => each.toLowerCase().includes(answered.value.toLowerCase()))
              .map((each) => h(ComboboxItem, { key: each, value: each }, () => each)),
          ),
        ],
      )
  }),
}

const tags: Contestants = {
  ours: plain(({ value, set }) => h(TagEditor, { tags: list(value), known: fruits, onChange: set })),
  'naive-ui': plain(({ value, set }) =>
    h(NDynamicTags, { value: list(value), onUpdateValue: set, inputProps: { inputProps: { 'aria-label': 'Tags' } } }),
  ),
  'reka-ui': plain(({ value, set }) =>
    h(TagsInputRoot, { modelValue: list(value), 'onUpdate:modelValue': set, addOnBlur: true }, () => [
      chosenTags(value),
      h(TagsInputInput, { 'aria-label': 'Tags', list: 'known' }),
      h(
        'datalist',
        { id: 'known' },
        fruits.map((each) => h('option', { key: each, value: each })),
      ),
    ]),
  ),
}

const segments: Contestants = {
  ours: plain(({ value, set }) => h(SegmentedRadio, { label: 'Fruit', options, modelValue: value, 'onUpdate:modelValue': set })),
  'naive-ui': plain(({ value, set }) =>
    h(NRadioGroup, { value: String(value), onUpdateValue: set, role: 'radiogroup', 'aria-label': 'Fruit', name: 'fruit' }, () =>
      fruits.map((each) => h(NRadioButton, { key: each, value: each, label: each })),
    ),
  ),
  'reka-ui': plain(({ value, set }) =>
    h(RadioGroupRoot, { modelValue: String(value), 'onUpdate:modelValue': set, 'aria-label': 'Fruit', orientation: 'horizontal' }, () =>
      fruits.map((each) =>
        h(
          RadioGroupItem,
          { key: each, value: each, style: { border: each === value ? '2px solid var(--accent)' : '1px solid var(--line)' } },
          () => each,
        ),
      ),
    ),
  ),
}

const slider: Contestants = {
  ours: plain(({ value, set }) =>
    h('input', {
      type: 'range',
      min: 0,
      max: 100,
      value,
      'aria-label': 'As of',
      'aria-valuetext': `Day ${String(value)}`,
      onInput: (event: Event) => set(Number((event.target as HTMLInputElement).value)),
    }),
  ),
  'naive-ui': plain(({ value, set }) =>
    h(NSlider, {
      value: Number(value),
      onUpdateValue: set,
      tooltip: false,
      'aria-label': 'As of',
      'aria-valuetext': `Day ${String(value)}`,
    }),
  ),
  'reka-ui': plain(({ value, set }) =>
    h(
      SliderRoot,
      {
        modelValue: [Number(value)],
        'onUpdate:modelValue': (next: number[] | undefined) => set(next?.[0]),
        style: { position: 'relative', width: '300px', height: '20px' },
      },
      () => [
        h(SliderTrack, () => h(SliderRange)),
        h(SliderThumb, {
          'aria-label': 'As of',
          'aria-valuetext': `Day ${String(value)}`,
          style: { display: 'block', width: '16px', height: '16px', background: 'var(--accent)' },
        }),
      ],
    ),
  ),
}

const textField: Contestants = {
  ours: plain(({ value, set }) =>
    h(TextField, { label: 'Title', modelValue: value, 'onUpdate:modelValue': set, problem: value === '' ? 'A case needs a title.' : null }),
  ),
  'naive-ui': plain(({ value, set }) =>
    h(NForm, () =>
      h(
        NFormItem,
        {
          label: 'Title',
          labelProps: { for: 'title' },
          ...(value === '' ? { validationStatus: 'error', feedback: 'A case needs a title.' } : {}),
        },
        () => h(NInput, { value: String(value), onUpdateValue: set, inputProps: { id: 'title' } }),
      ),
    ),
  ),
}

export const fields = { select, combobox, tags, segments, slider, 'text field': textField }

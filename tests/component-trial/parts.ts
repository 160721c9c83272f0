/** Who is tried: the application's own part, and the parts of two libraries. */
export const contestants = ['ours', 'naive-ui', 'reka-ui'] as const
export type By = (typeof contestants)[number]

/** What a part has to do; each kind has its own list of criteria (`criteria/*.ts`). */
export const kinds = {
  menu: ['menu'],
  popover: ['popover'],
  dialog: ['dialog'],
  field: ['select', 'combobox', 'tags', 'segments', 'slider', 'text field'],
  pane: ['splitter', 'calendar'],
  said: ['message', 'progress'],
  page: ['tabs', 'table', 'tree', 'steps', 'upload'],
} as const
export type PartName = (typeof kinds)[keyof typeof kinds][number]

/** The value that a part begins with. */
export const beginnings: Record<PartName, unknown> = {
  menu: 'Banana',
  popover: null,
  dialog: '',
  select: 'Apple',
  combobox: ['Apple'],
  tags: ['Apple'],
  segments: 'Apple',
  slider: 40,
  'text field': '',
  splitter: 200,
  calendar: null,
  message: null,
  progress: 0.4,
  tabs: 'Apple',
  table: null,
  tree: null,
  steps: 2,
  upload: null,
}

/** What each contestant imports, for its size: our files under `src-renderer`, names of the libraries. */
export const imports: Record<PartName, Partial<Record<By, readonly string[]>>> = {
  menu: {
    ours: ['components/MenuButton.vue'],
    'naive-ui': ['NDropdown'],
    'reka-ui': ['DropdownMenuRoot', 'DropdownMenuTrigger', 'DropdownMenuContent', 'DropdownMenuRadioGroup', 'DropdownMenuRadioItem'],
  },
  popover: {
    ours: ['components/PopoverButton.vue'],
    'naive-ui': ['NPopover'],
    'reka-ui': ['PopoverRoot', 'PopoverTrigger', 'PopoverContent'],
  },
  dialog: {
    ours: ['components/ModalDialog.vue'],
    'naive-ui': ['NModal'],
    'reka-ui': ['DialogRoot', 'DialogTrigger', 'DialogPortal', 'DialogOverlay', 'DialogContent', 'DialogTitle', 'DialogClose'],
  },
  select: {
    ours: ['components/SelectField.vue'],
    'naive-ui': ['NSelect'],
    'reka-ui': [
      'SelectRoot',
      'SelectTrigger',
      'SelectValue',
      'SelectPortal',
      'SelectContent',
      'SelectViewport',
      'SelectItem',
      'SelectItemText',
    ],
  },
  combobox: {
    ours: ['features/filters/ValueCombobox.vue'],
    'naive-ui': ['NSelect'],
    'reka-ui': [
      'ComboboxRoot',
      'ComboboxAnchor',
      'ComboboxInput',
      'ComboboxContent',
      'ComboboxItem',
      'TagsInputRoot',
      'TagsInputInput',
      'TagsInputItem',
      'TagsInputItemText',
      'TagsInputItemDelete',
    ],
  },
  tags: {
    ours: ['features/bookmarks/TagEditor.vue'],
    'naive-ui': ['NDynamicTags'],
    'reka-ui': ['TagsInputRoot', 'TagsInputInput', 'TagsInputItem', 'TagsInputItemText', 'TagsInputItemDelete'],
  },
  segments: {
    ours: ['components/SegmentedRadio.vue'],
    'naive-ui': ['NRadioGroup', 'NRadioButton'],
    'reka-ui': ['RadioGroupRoot', 'RadioGroupItem'],
  },
  slider: { ours: [], 'naive-ui': ['NSlider'], 'reka-ui': ['SliderRoot', 'SliderTrack', 'SliderRange', 'SliderThumb'] },
  'text field': { ours: ['components/TextField.vue'], 'naive-ui': ['NForm', 'NFormItem', 'NInput'] },
  splitter: {
    ours: ['components/ResizeHandle.vue'],
    'naive-ui': ['NSplit'],
    'reka-ui': ['SplitterGroup', 'SplitterPanel', 'SplitterResizeHandle'],
  },
  calendar: {
    ours: ['shared/time/RangeCalendar.vue'],
    'naive-ui': ['NDatePicker'],
    'reka-ui': [
      'RangeCalendarRoot',
      'RangeCalendarHeader',
      'RangeCalendarHeading',
      'RangeCalendarPrev',
      'RangeCalendarNext',
      'RangeCalendarGrid',
      'RangeCalendarGridBody',
      'RangeCalendarGridHead',
      'RangeCalendarGridRow',
      'RangeCalendarHeadCell',
      'RangeCalendarCell',
      'RangeCalendarCellTrigger',
    ],
  },
  message: {
    ours: ['features/bookmarks/UndoBar.vue'],
    'naive-ui': ['NNotificationProvider'],
    'reka-ui': ['ToastProvider', 'ToastRoot', 'ToastTitle', 'ToastAction', 'ToastClose', 'ToastViewport'],
  },
  progress: { ours: ['components/ProgressBar.vue'], 'naive-ui': ['NProgress'], 'reka-ui': ['ProgressRoot', 'ProgressIndicator'] },
  tabs: { 'naive-ui': ['NTabs', 'NTabPane'], 'reka-ui': ['TabsRoot', 'TabsList', 'TabsTrigger', 'TabsContent'] },
  table: { ours: [], 'naive-ui': ['NDataTable'] },
  tree: { 'naive-ui': ['NTree'], 'reka-ui': ['TreeRoot', 'TreeItem'] },
  steps: { ours: [], 'naive-ui': ['NSteps', 'NStep'], 'reka-ui': ['StepperRoot', 'StepperItem', 'StepperTrigger', 'StepperTitle'] },
  upload: { ours: [], 'naive-ui': ['NUpload', 'NButton'] },
}

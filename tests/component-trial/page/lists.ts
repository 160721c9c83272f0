import { NButton, NDatePicker, NNotificationProvider, NProgress, NSplit, useNotification } from 'naive-ui'
import {
  ProgressIndicator,
  ProgressRoot,
  RangeCalendarCell,
  RangeCalendarCellTrigger,
  RangeCalendarGrid,
  RangeCalendarGridBody,
  RangeCalendarGridHead,
  RangeCalendarGridRow,
  RangeCalendarHeadCell,
  RangeCalendarHeader,
  RangeCalendarHeading,
  RangeCalendarNext,
  RangeCalendarPrev,
  RangeCalendarRoot,
  SplitterGroup,
  SplitterPanel,
  SplitterResizeHandle,
  ToastAction,
  ToastClose,
  ToastProvider,
  ToastRoot,
  ToastTitle,
  ToastViewport,
} from 'reka-ui'
import { defineComponent, h, ref, type Component } from 'vue'
import ProgressBar from '../../../src-renderer/components/ProgressBar.vue'
import ResizeHandle from '../../../src-renderer/components/ResizeHandle.vue'
import UndoBar from '../../../src-renderer/features/bookmarks/UndoBar.vue'
import RangeCalendar from '../../../src-renderer/shared/time/RangeCalendar.vue'
import { useCasework } from '../../../src-renderer/stores/casework.ts'
import type { By } from '../parts.ts'
import { contestant, plain } from './stage.ts'

type Contestants = Partial<Record<By, Component>>
const row = { display: 'flex', width: '400px', height: '60px' }

const splitter: Contestants = {
  ours: plain(({ value, set }) =>
    h('div', { style: row }, [
      h('div', { id: 'pane', style: { width: `${Number(value)}px` } }),
      h(ResizeHandle, {
        label: 'Width of the pane',
        controls: 'pane',
        min: 100,
        max: 300,
        pane: 'left',
        modelValue: value,
        'onUpdate:modelValue': set,
      }),
    ]),
  ),
  'naive-ui': plain(({ value, set }) =>
    h(
      NSplit,
      {
        size: `${Number(value)}px`,
        'onUpdate:size': (size: string | number) => set(Number.parseFloat(String(size))),
        min: '100px',
        max: '300px',
        style: row,
      },
      {
        1: () => 'left',
        2: () => 'right',
        'resize-trigger': () =>
          h('div', {
            role: 'separator',
            tabindex: 0,
            'aria-label': 'Width of the pane',
            'aria-valuenow': Number(value),
            'aria-valuemin': 100,
            'aria-valuemax': 300,
            style: { height: '100%' },
          }),
      },
    ),
  ),
  'reka-ui': plain(({ set }) =>
    h(SplitterGroup, { direction: 'horizontal', style: row, onLayout: (sizes: number[]) => set((sizes[0] ?? 0) * 4) }, () => [
      h(SplitterPanel, { id: 'pane', defaultSize: 50, minSize: 25, maxSize: 75 }, () => 'left'),
      h(SplitterResizeHandle, { 'aria-label': 'Width of the pane', style: { width: '4px', background: 'var(--line)' } }),
      h(SplitterPanel, { defaultSize: 50 }, () => 'right'),
    ]),
  ),
}

const calendar: Contestants = {
  ours: contestant(() => {
    const from = ref('')
    const to = ref('')
    return ({ set }) =>
      h(RangeCalendar, {
        from: from.value,
        to: to.value,
        'onUpdate:from': (day: string) => set([(from.value = day), to.value]),
        'onUpdate:to': (day: string) => set([from.value, (to.value = day)]),
      })
  }),
  'naive-ui': plain(({ set }) => h(NDatePicker, { panel: true, type: 'daterange', actions: null, firstDayOfWeek: 0, onUpdateValue: set })),
  'reka-ui': plain(({ set }) =>
    h(
      RangeCalendarRoot,
      {
        calendarLabel: 'Calendar',
        numberOfMonths: 2,
        fixedWeeks: true,
        'onUpdate:modelValue': (range: { start?: unknown; end?: unknown }) => set([String(range.start), String(range.end)]),
      },
      {
        default: ({
          grid,
          weekDays,
        }: {
          grid: { value: { toString(): string }; rows: { toString(): string }[][] }[]
          weekDays: string[]
        }) => [
          h(RangeCalendarHeader, () => [h(RangeCalendarPrev, () => '‹'), h(RangeCalendarHeading), h(RangeCalendarNext, () => '›')]),
          grid.map((month) =>
            h(RangeCalendarGrid, { key: String(month.value), role: 'grid' }, () => [
              h(RangeCalendarGridHead, () =>
                h(RangeCalendarGridRow, () => weekDays.map((day) => h(RangeCalendarHeadCell, { key: day }, () => day))),
              ),
              h(RangeCalendarGridBody, () =>
                month.rows.map((days, index) =>
                  h(RangeCalendarGridRow, { key: index }, () =>
                    days.map((date) =>
                      h(RangeCalendarCell, { key: String(date), date: date as never }, () =>
                        h(RangeCalendarCellTrigger, { day: date as never, month: month.value as never }),
                      ),
                    ),
                  ),
                ),
              ),
            ]),
          ),
        ],
      } as never,
    ),
  ),
}

const done = 'The bookmark was removed.'
const Notify = defineComponent(() => {
  const notification = useNotification()
  const show = (): void => void notification.create({ content: done, action: () => h(NButton, { size: 'tiny' }, () => 'Undo') })
  return () => h('button', { type: 'button', onClick: show }, 'Remove')
})

const message: Contestants = {
  ours: contestant(() => {
    const casework = useCasework()
    const show = (): void => void (casework.done = { text: done, removal: true, undo: () => Promise.resolve() } as never)
    return () => [h('button', { type: 'button', onClick: show }, 'Remove'), h(UndoBar)]
  }),
  'naive-ui': plain(() => h(NNotificationProvider, () => h(Notify))),
  'reka-ui': contestant(() => {
    const open = ref(false)
    return () =>
      h(ToastProvider, { label: 'Last change', duration: 60_000 }, () => [
        h('button', { type: 'button', onClick: () => (open.value = true) }, 'Remove'),
        h(ToastRoot, { open: open.value, 'onUpdate:open': (is: boolean) => (open.value = is) }, () => [
          h(ToastTitle, () => done),
          h(ToastAction, { altText: 'Press Mod+Z to undo' }, () => 'Undo'),
          h(ToastClose, { 'aria-label': 'Dismiss' }, () => '×'),
        ]),
        h(ToastViewport),
      ])
  }),
}

const progress: Contestants = {
  ours: plain(({ value }) => h(ProgressBar, { label: 'Export', share: Number(value) })),
  'naive-ui': plain(({ value }) => h(NProgress, { type: 'line', percentage: Number(value) * 100, 'aria-label': 'Export' })),
  'reka-ui': plain(({ value }) =>
    h(
      ProgressRoot,
      {
        modelValue: Number(value) * 100,
        getValueLabel: () => 'Export',
        style: { height: '4px' },
        getValueText: (now: number | null | undefined) => `${now ?? 0} %`,
      },
      () => h(ProgressIndicator),
    ),
  ),
}

export const lists = { splitter, calendar, message, progress }

import type { ExportState } from '@contract/export.ts'

export const exportStateText: Readonly<Record<ExportState, string>> = {
  running: 'Under way',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: 'Failed',
  interrupted: 'Interrupted: the application ended before it was done',
}

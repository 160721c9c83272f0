import type { ZoneChoice } from '@contract/settings.ts'

/** What a chosen zone is called where there is little room: `UTC`, `local`, `Zurich`. */
export function zoneTitle(choice: ZoneChoice, zone: string): string {
  if (choice === 'utc' || zone === 'UTC') return 'UTC'
  return choice === 'local' ? 'local' : (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

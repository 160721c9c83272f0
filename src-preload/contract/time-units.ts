/** Units of time, ms. A day is 24 hours here; a calendar's days, which may have 23 or 25, are @language/time.ts's. */
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

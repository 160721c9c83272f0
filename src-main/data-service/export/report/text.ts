import { visible } from '../visible.ts'

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text of the log as HTML text or attribute value: nothing in it is markup, and nothing in it is invisible. */
export const html = (text: string): string => visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? '')

const grouped = new Intl.NumberFormat('en-US')
export const number = (value: number): string => grouped.format(value)

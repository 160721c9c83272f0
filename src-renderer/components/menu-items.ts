import type { Component } from 'vue'

export interface MenuItem<V extends string> {
  readonly value: V
  readonly label: string
  readonly note?: string
  /** The key that does the same. */
  readonly key?: string
  readonly icon?: Component
  /** One of a choice, and whether it is the chosen one. */
  readonly checked?: boolean
  /** A hairline above it. */
  readonly apart?: boolean
}
export interface MenuSection<V extends string> {
  /** What its items are about, of which kind that is, and what is to be said of it. */
  readonly heading?: { readonly kind: string; readonly text: string; readonly said?: string | undefined }
  readonly items: readonly MenuItem<V>[]
}

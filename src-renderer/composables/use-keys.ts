import { computed, onScopeDispose, getCurrentScope, shallowRef } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'

/** A command a person can give by key, from the palette, or both. */
export interface KeyCommand {
  /** Unique; a later registration with the same id replaces the earlier one while it lives. */
  readonly id: string
  /**
   * Keys that run it: a character or key name as `KeyboardEvent.key` gives it (`j`, `?`, `Enter`, `ArrowDown`, `[`), with
   * modifiers before it: `Mod+k` (Ctrl, on macOS ⌘), `Shift+Enter`, `Alt+ArrowLeft`. Letters ignore case unless Shift is named. None: palette only.
   */
  readonly keys: readonly string[]
  readonly description: string
  /** Heading in the keys sheet, e.g. *Log*. */
  readonly group: string
  /** Whether it applies now; always when absent. */
  readonly when?: () => boolean
  /** Also while a text field has the focus, e.g. Esc. */
  readonly inFields?: boolean
  /** One or two words for the status line's key hints, e.g. *walk*; absent: not hinted at. */
  readonly hint?: string
  /** Left out of the palette: walking, scrolling. */
  readonly keyOnly?: boolean
  /** May answer false: not handled after all, the key goes on. */
  readonly run: (event?: KeyboardEvent) => unknown
}

/** What a person chose: see the settings of the same names. */
export interface ChosenKeys {
  readonly singleKeys: boolean
  readonly keys: Readonly<Record<string, readonly string[]>>
}

export interface KeyRegistry {
  /** Each with the keys that run it now. */
  readonly commands: ComputedRef<readonly KeyCommand[]>
  readonly chosen: ShallowRef<ChosenKeys>
  /** @returns a function that takes the commands back; inside a component that happens on unmount by itself */
  register(...commands: readonly KeyCommand[]): () => void
  /** Runs the newest command with this id, if it is registered and applies now. */
  run(id: string): void
  /** Runs the newest command that fits the event. @returns whether one did */
  handle(event: KeyboardEvent): boolean
  /** True while a modal dialog is open: it handles its own keys, nothing behind it may answer. */
  readonly suspended: ShallowRef<boolean>
}

const modifiers = ['Mod', 'Ctrl', 'Alt', 'Shift', 'Meta'] as const
type Modifier = (typeof modifiers)[number]

interface Chord {
  readonly key: string
  readonly held: ReadonlySet<Modifier>
}

/** `Mod+Shift+p` → its key and modifiers. A lone `+` is the key plus. */
export function parseChord(text: string): Chord {
  const parts = text === '+' ? ['+'] : text.endsWith('++') ? [...text.slice(0, -2).split('+'), '+'] : text.split('+')
  const key = parts.at(-1) ?? ''
  return { key, held: new Set(parts.slice(0, -1).filter((part): part is Modifier => (modifiers as readonly string[]).includes(part))) }
}

/** Whether the event is this chord. Shift only counts for keys that have no character of their own and when named: `?` needs Shift on most layouts. */
export function matchesChord(chord: Chord, event: KeyboardEvent, mac: boolean): boolean {
  const isCharacter = chord.key.length === 1
  const isLetter = isCharacter && chord.key.toLowerCase() !== chord.key.toUpperCase()
  // Where a character needs AltGr or, on macOS, Option, these are part of typing it: `[` on many keyboards.
  if (isCharacter && !isLetter && chord.held.size === 0 && event.key === chord.key && isComposedByAlt(event, mac)) return true
  const mod = mac ? event.metaKey : event.ctrlKey
  const otherMod = mac ? event.ctrlKey : event.metaKey
  if (
    chord.held.has('Mod')
      ? !mod || otherMod
      : mod !== chord.held.has(mac ? 'Meta' : 'Ctrl') || otherMod !== chord.held.has(mac ? 'Ctrl' : 'Meta')
  )
    return false
  if (event.altKey !== chord.held.has('Alt')) return false
  if ((!isCharacter || isLetter || chord.held.has('Shift')) && event.shiftKey !== chord.held.has('Shift')) return false
  return isCharacter ? event.key.toLowerCase() === chord.key.toLowerCase() : event.key === chord.key
}

const isComposedByAlt = (event: KeyboardEvent, mac: boolean): boolean =>
  mac ? event.altKey && !event.metaKey && !event.ctrlKey : event.getModifierState('AltGraph') && !event.metaKey

/** A character without Ctrl, ⌘ or Alt: what a person who dictates text may give by accident. Space scrolls and is none. */
export function isSingleKey(text: string): boolean {
  const { key, held } = parseChord(text)
  return key.length === 1 && key !== ' ' && (held.size === 0 || (held.size === 1 && held.has('Shift')))
}

const modifierKeys: ReadonlySet<string> = new Set([
  'Control',
  'Shift',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Process',
  'Unidentified',
])

/** The chord that an event is, as a command names it; null for a modifier alone, or a key that has no name. */
export function chordOf(event: KeyboardEvent, mac: boolean = isMac): string | null {
  const { key } = event
  if (modifierKeys.has(key) || key === '') return null
  const isCharacter = key.length === 1
  const isLetter = isCharacter && key.toLowerCase() !== key.toUpperCase()
  if (isCharacter && !isLetter && isComposedByAlt(event, mac)) return key
  const held: Modifier[] = []
  if (mac ? event.metaKey : event.ctrlKey) held.push('Mod')
  if (mac && event.ctrlKey) held.push('Ctrl')
  if (event.altKey) held.push('Alt')
  if (event.shiftKey && (!isCharacter || isLetter)) held.push('Shift')
  if (!mac && event.metaKey) held.push('Meta')
  return [...held, isLetter ? key.toLowerCase() : key].join('+')
}

const notText: ReadonlySet<string> = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file'])

interface FocusedElement {
  readonly tagName: string
  readonly type?: string
  readonly isContentEditable?: boolean
  getAttribute(name: string): string | null
}

const isElement = (target: EventTarget | null): target is EventTarget & FocusedElement => target !== null && 'tagName' in target

/** Whether keys typed here are text. Checkboxes, radios and buttons are not text. */
export function isTextField(target: EventTarget | null): boolean {
  if (!isElement(target)) return false
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true
  return target.tagName === 'INPUT' && !notText.has(target.type ?? 'text')
}

const pressed: ReadonlySet<string> = new Set(['button', 'link', 'checkbox', 'switch', 'menuitem', 'option', 'tab', 'radio'])
const steered: ReadonlySet<string> = new Set(['radio', 'menuitem', 'option', 'tab', 'slider', 'separator', 'combobox', 'spinbutton'])

/** Whether the focused control itself answers to this key, as Enter presses a button and an arrow moves a radio group. */
function belongsToControl(target: EventTarget | null, key: string): boolean {
  if (!isElement(target)) return false
  const native = { BUTTON: 'button', A: 'link', SUMMARY: 'button', INPUT: target.type ?? 'text' }[target.tagName]
  const role = target.getAttribute('role') ?? native ?? ''
  if (key === 'Enter' || key === ' ') return pressed.has(role)
  return (key.startsWith('Arrow') || key === 'Home' || key === 'End') && steered.has(role)
}

export function createKeyRegistry(mac: boolean): KeyRegistry {
  const registered = shallowRef<readonly KeyCommand[]>([])
  const chosen = shallowRef<ChosenKeys>({ singleKeys: true, keys: {} })
  const commands = computed(() => {
    const { singleKeys, keys } = chosen.value
    return registered.value.map((command) => {
      const own = Object.hasOwn(keys, command.id) ? (keys[command.id] ?? []) : command.keys
      return { ...command, keys: singleKeys ? own : own.filter((chord) => !isSingleKey(chord)) }
    })
  })
  const suspended = shallowRef(false)

  function register(...added: readonly KeyCommand[]): () => void {
    registered.value = [...registered.value, ...added]
    const remove = (): void => {
      registered.value = registered.value.filter((command) => !added.includes(command))
    }
    if (getCurrentScope()) onScopeDispose(remove)
    return remove
  }

  function handle(event: KeyboardEvent): boolean {
    if (suspended.value || event.defaultPrevented || event.isComposing) return false
    const typing = isTextField(event.target)
    for (const command of [...commands.value].reverse()) {
      const chord = command.keys.map(parseChord).find((one) => matchesChord(one, event, mac))
      if (!chord) continue
      const isPlain = !chord.held.has('Mod') && !chord.held.has('Ctrl') && !chord.held.has('Meta') && !chord.held.has('Alt')
      if (isPlain && !command.inFields && (typing || belongsToControl(event.target, event.key))) continue
      if (command.when && !command.when()) continue
      if (command.run(event) === false) continue
      event.preventDefault()
      return true
    }
    return false
  }

  function run(id: string): void {
    const command = [...commands.value].reverse().find((one) => one.id === id)
    if (command && (command.when?.() ?? true)) command.run()
  }

  return { commands, chosen, register, run, handle, suspended }
}

export const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform)
const registry = createKeyRegistry(isMac)

/** The window's keyboard: features register their commands, the palette and the keys sheet list them. */
export const useKeys = (): KeyRegistry => registry

/** How a command is given by key, as tooltips say it: ` (E)`, ` (Ctrl+K)`; empty where it has no key. */
export function keyText(id: string | undefined, keys: KeyRegistry = registry): string {
  const chord = id === undefined ? undefined : keys.commands.value.findLast((command) => command.id === id)?.keys[0]
  return chord === undefined ? '' : ` (${chordLabel(chord).join('+')})`
}

const everywhere: ReadonlySet<string> = new Set(['Window', 'Sync', 'Appearance'])

/** The commands of the view on screen, then those that apply everywhere; otherwise in the order of registration. */
export const viewFirst = (commands: readonly KeyCommand[]): readonly KeyCommand[] => [
  ...commands.filter((command) => !everywhere.has(command.group)),
  ...commands.filter((command) => everywhere.has(command.group)),
]

const names: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  PageUp: 'Page up',
  PageDown: 'Page down',
  ' ': 'Space',
}

/** A chord as a person reads it, in parts: `Mod+k` → `['Ctrl', 'K']`, on macOS `['⌘', 'K']`. */
export function chordLabel(text: string, mac: boolean = isMac): readonly string[] {
  const { key, held } = parseChord(text)
  const label = names[key] ?? (key.length === 1 ? key.toUpperCase() : key)
  const words: Readonly<Record<Modifier, string>> = mac
    ? { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Meta: '⌘' }
    : { Mod: 'Ctrl', Ctrl: 'Ctrl', Alt: 'Alt', Shift: 'Shift', Meta: 'Win' }
  return [...modifiers.filter((modifier) => held.has(modifier)).map((modifier) => words[modifier]), label]
}

import { effectScope } from 'vue'
import { describe, expect, it } from 'vitest'
import {
  chordLabel,
  chordOf,
  createKeyRegistry,
  isSingleKey,
  isTextField,
  keyText,
  matchesChord,
  parseChord,
  viewFirst,
} from './use-keys.ts'
import type { KeyCommand } from './use-keys.ts'

interface FakeTarget {
  readonly tagName: string
  readonly type?: string
  readonly role?: string
  readonly isContentEditable?: boolean
}
interface FakeEvent extends Partial<
  Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing' | 'defaultPrevented'>
> {
  readonly key: string
  readonly on?: FakeTarget
  readonly altGraph?: boolean
}

const target = ({ role, ...rest }: FakeTarget): EventTarget =>
  ({ ...rest, getAttribute: (name: string) => (name === 'role' ? (role ?? null) : null) }) as unknown as EventTarget

function event({ on, ...rest }: FakeEvent): KeyboardEvent & { prevented: boolean } {
  const made = {
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    isComposing: false,
    defaultPrevented: false,
    target: on ? target(on) : null,
    altGraph: false,
    prevented: false,
    getModifierState: (name: string) => name === 'AltGraph' && made.altGraph,
    preventDefault() {
      made.prevented = true
    },
    ...rest,
  }
  return made as unknown as KeyboardEvent & { prevented: boolean }
}

const command = (id: string, keys: readonly string[], more: Partial<KeyCommand> = {}): KeyCommand & { ran: number } => {
  const made = {
    id,
    keys,
    description: id,
    group: 'Test',
    ran: 0,
    run: () => {
      made.ran += 1
    },
    ...more,
  }
  return made
}

describe('matchesChord', () => {
  const matches = (chord: string, keys: FakeEvent, mac = false): boolean => matchesChord(parseChord(chord), event(keys), mac)

  it('ignores letter case, but not a Shift that was not asked for', () => {
    expect(matches('j', { key: 'j' })).toBe(true)
    expect(matches('j', { key: 'J' })).toBe(true)
    expect(matches('j', { key: 'J', shiftKey: true })).toBe(false)
    expect(matches('Shift+j', { key: 'J', shiftKey: true })).toBe(true)
  })
  it('takes a sign wherever the layout puts it', () => {
    expect(matches('?', { key: '?', shiftKey: true })).toBe(true)
    expect(matches('/', { key: '/', shiftKey: true })).toBe(true)
    expect(matches('+', { key: '+' })).toBe(true)
    expect(matches('Mod++', { key: '+', ctrlKey: true })).toBe(true)
  })
  it('reads Mod as Ctrl, on macOS as ⌘', () => {
    expect(matches('Mod+k', { key: 'k', ctrlKey: true })).toBe(true)
    expect(matches('Mod+k', { key: 'k', metaKey: true })).toBe(false)
    expect(matches('Mod+k', { key: 'k', metaKey: true }, true)).toBe(true)
    expect(matches('Mod+k', { key: 'k', ctrlKey: true }, true)).toBe(false)
  })
  it('does not take a plain key with a modifier held', () => {
    expect(matches('k', { key: 'k', ctrlKey: true })).toBe(false)
    expect(matches('k', { key: 'k', metaKey: true })).toBe(false)
    expect(matches('k', { key: 'k', altKey: true })).toBe(false)
  })
  it('distinguishes named keys by Shift', () => {
    expect(matches('Enter', { key: 'Enter' })).toBe(true)
    expect(matches('Enter', { key: 'Enter', shiftKey: true })).toBe(false)
    expect(matches('Alt+ArrowLeft', { key: 'ArrowLeft', altKey: true })).toBe(true)
  })
})

describe('isTextField', () => {
  it.each<[FakeTarget, boolean]>([
    [{ tagName: 'INPUT', type: 'text' }, true],
    [{ tagName: 'INPUT', type: 'search' }, true],
    [{ tagName: 'INPUT', type: 'password' }, true],
    [{ tagName: 'INPUT', type: 'checkbox' }, false],
    [{ tagName: 'INPUT', type: 'radio' }, false],
    [{ tagName: 'TEXTAREA' }, true],
    [{ tagName: 'DIV', isContentEditable: true }, true],
    [{ tagName: 'DIV' }, false],
    [{ tagName: 'BUTTON' }, false],
  ])('%o is a text field: %s', (element, expected) => {
    expect(isTextField(target(element))).toBe(expected)
  })
})

describe('the registry', () => {
  it('runs a command and keeps the key from anyone else', () => {
    const keys = createKeyRegistry(false)
    const walk = command('walk', ['j', 'ArrowDown'])
    keys.register(walk)
    const pressed = event({ key: 'ArrowDown' })
    expect(keys.handle(pressed)).toBe(true)
    expect(walk.ran).toBe(1)
    expect(pressed.prevented).toBe(true)
    expect(keys.handle(event({ key: 'x' }))).toBe(false)
  })

  it('leaves plain keys to a text field, but not those with a modifier or meant for fields', () => {
    const keys = createKeyRegistry(false)
    const walk = command('walk', ['j'])
    const palette = command('palette', ['Mod+k'])
    const leave = command('leave', ['Escape'], { inFields: true })
    keys.register(walk, palette, leave)
    const on = { tagName: 'INPUT', type: 'text' }
    expect(keys.handle(event({ key: 'j', on }))).toBe(false)
    expect(keys.handle(event({ key: 'k', ctrlKey: true, on }))).toBe(true)
    expect(keys.handle(event({ key: 'Escape', on }))).toBe(true)
    expect([walk.ran, palette.ran, leave.ran]).toEqual([0, 1, 1])
  })

  it('leaves a control the keys that work it', () => {
    const keys = createKeyRegistry(false)
    const open = command('open', ['Enter'])
    const walk = command('walk', ['ArrowDown', 'j'])
    keys.register(open, walk)
    expect(keys.handle(event({ key: 'Enter', on: { tagName: 'BUTTON' } }))).toBe(false)
    expect(keys.handle(event({ key: 'Enter', on: { tagName: 'DIV', role: 'row' } }))).toBe(true)
    expect(keys.handle(event({ key: 'ArrowDown', on: { tagName: 'INPUT', type: 'radio' } }))).toBe(false)
    expect(keys.handle(event({ key: 'ArrowDown', on: { tagName: 'BUTTON' } }))).toBe(true)
    expect(keys.handle(event({ key: 'j', on: { tagName: 'BUTTON' } }))).toBe(true)
  })

  it('asks the newest first and goes on when it declines', () => {
    const keys = createKeyRegistry(false)
    const close = command('close', ['Escape'])
    const menu = command('menu', ['Escape'], { run: () => false })
    const hidden = command('hidden', ['Escape'], { when: () => false })
    keys.register(close)
    keys.register(menu, hidden)
    expect(keys.handle(event({ key: 'Escape' }))).toBe(true)
    expect([close.ran, hidden.ran]).toEqual([1, 0])
  })

  it('answers nothing while a modal dialog is open, while composing, or when a component took the key', () => {
    const keys = createKeyRegistry(false)
    const walk = command('walk', ['j'])
    keys.register(walk)
    expect(keys.handle(event({ key: 'j', isComposing: true }))).toBe(false)
    expect(keys.handle(event({ key: 'j', defaultPrevented: true }))).toBe(false)
    keys.suspended.value = true
    expect(keys.handle(event({ key: 'j' }))).toBe(false)
    expect(walk.ran).toBe(0)
  })

  it('forgets commands when they are taken back or their component ends', () => {
    const keys = createKeyRegistry(false)
    const scope = effectScope()
    scope.run(() => keys.register(command('a', ['a'])))
    const remove = keys.register(command('b', ['b']))
    expect(keys.commands.value.map(({ id }) => id)).toEqual(['a', 'b'])
    scope.stop()
    remove()
    expect(keys.commands.value).toEqual([])
  })

  it('runs by id what applies now', () => {
    const keys = createKeyRegistry(false)
    const find = command('find', [])
    const off = command('off', [], { when: () => false })
    keys.register(find, off)
    keys.run('find')
    keys.run('off')
    keys.run('nothing of that name')
    expect([find.ran, off.ran]).toEqual([1, 0])
  })
})

describe('viewFirst', () => {
  it('puts what the view can do before what can be done everywhere', () => {
    const commands = [
      command('keys', ['?'], { group: 'Window' }),
      command('walk', ['j'], { group: 'Log' }),
      command('open', ['o'], { group: 'Log' }),
    ]
    expect(viewFirst(commands).map(({ id }) => id)).toEqual(['walk', 'open', 'keys'])
  })
})

describe('chordLabel', () => {
  it('writes keys as people read them', () => {
    expect(chordLabel('Mod+k', false)).toEqual(['Ctrl', 'K'])
    expect(chordLabel('Mod+k', true)).toEqual(['⌘', 'K'])
    expect(chordLabel('ArrowDown', false)).toEqual(['↓'])
    expect(chordLabel('?', false)).toEqual(['?'])
    expect(chordLabel('Shift+Alt+Enter', false)).toEqual(['Alt', 'Shift', 'Enter'])
  })
})

describe('keys that a person chose', () => {
  it('take the place of a command’s own; none leaves it without a key', () => {
    const keys = createKeyRegistry(false)
    const [mark, note] = [command('mark', ['b']), command('note', ['n'])]
    keys.register(mark, note)
    keys.chosen.value = { singleKeys: true, keys: { mark: ['Mod+d'], note: [] } }
    for (const pressed of [{ key: 'b' }, { key: 'n' }, { key: 'd', ctrlKey: true }]) keys.handle(event(pressed))
    expect([mark.ran, note.ran]).toEqual([1, 0])
    expect([keyText('mark', keys), keyText('note', keys), keyText('other', keys)]).toEqual([' (Ctrl+D)', '', ''])
  })

  it('are all kept but single characters when these are off (WCAG 2.1.4)', () => {
    const keys = createKeyRegistry(false)
    const all = ['b', 'Shift+G', '/', 'Mod+k', 'Alt+ArrowLeft', 'ArrowDown', 'Escape', ' '].map((key) => command(key, [key]))
    keys.register(...all)
    keys.chosen.value = { singleKeys: false, keys: {} }
    for (const pressed of [{ key: 'b' }, { key: 'G', shiftKey: true }, { key: '/' }, { key: 'k', ctrlKey: true }, { key: 'ArrowLeft', altKey: true }, { key: 'ArrowDown' }, { key: 'Escape' }, { key: ' ' }]) keys.handle(event(pressed)) // prettier-ignore
    expect(all.filter(({ ran }) => ran > 0).map(({ id }) => id)).toEqual(['Mod+k', 'Alt+ArrowLeft', 'ArrowDown', 'Escape', ' '])
    expect(['b', 'Shift+G', '/', '?', 'ä'].every(isSingleKey)).toBe(true)
  })

  it('are read off an event so that the same event gives them again', () => {
    const pressed: FakeEvent[] = [
      { key: 'B', shiftKey: true },
      { key: '?', shiftKey: true },
      { key: 'k', ctrlKey: true },
      { key: '[', altGraph: true, ctrlKey: true, altKey: true },
      { key: 'ArrowLeft', altKey: true },
      { key: 'F6', shiftKey: true },
      { key: '+', shiftKey: true },
    ]
    for (const each of pressed) expect(matchesChord(parseChord(chordOf(event(each), false) ?? ''), event(each), false), each.key).toBe(true)
    expect(chordOf(event({ key: '5', altKey: true }), true)).toBe('5')
    expect(matchesChord(parseChord('['), event({ key: '[', altKey: true }), true)).toBe(true)
    expect(chordOf(event({ key: 'Shift', shiftKey: true }), false)).toBeNull()
  })
})

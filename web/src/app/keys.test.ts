import { expect, test } from 'vitest'
import { commands } from './commands'
import { chordLabel, chordOf, type KeyState, keyToCommand, type Stroke } from './keys'

const tray: KeyState = { contexts: ['tray'], typing: false, singleKeys: true, pending: null }
const press = (stroke: Stroke | string, state: Partial<KeyState> = {}) =>
  keyToCommand(typeof stroke === 'string' ? { key: stroke } : stroke, { ...tray, ...state }, commands)

test('no two commands share a key in one context', () => {
  const seen = new Map<string, string>()
  for (const [id, command] of commands) {
    for (const keys of command.keys) {
      const slot = `${command.context}: ${keys}`
      expect(seen.get(slot), `${slot} of ${id}`).toBeUndefined()
      seen.set(slot, id)
    }
  }
})

test('no key is the beginning of a sequence', () => {
  const single = new Set(
    [...commands.values()].flatMap((command) => command.keys).filter((keys) => !keys.includes(' ')),
  )
  for (const command of commands.values()) {
    for (const keys of command.keys) {
      if (keys.includes(' ')) expect(single.has(keys.split(' ')[0] ?? '')).toBe(false)
    }
  }
})

test('every command has a label', () => {
  for (const command of commands.values()) expect(command.label.length).toBeGreaterThan(2)
})

test('letters are commands in the tray', () => {
  expect(press('c')?.command).toBe('tray.confirm')
  expect(press({ key: 'C', shiftKey: true })?.command).toBe('tray.confirm-all')
  expect(press({ key: 'C' })?.command, 'caps lock').toBe('tray.confirm')
  expect(press('3')).toMatchObject({ command: 'tray.pick', chord: '3' })
  expect(press(' ')?.command).toBe('tray.select')
  expect(press({ key: ' ', shiftKey: true })?.command).toBe('tray.extend-here')
  expect(press({ key: 'ArrowDown', shiftKey: true })?.command).toBe('tray.extend-down')
})

test('and nowhere else', () => {
  expect(press('c', { contexts: [] })?.command).toBeNull()
  expect(press('c', { typing: true })?.command).toBeNull()
  expect(press('j', { typing: true })?.command).toBeNull()
  expect(press('Escape', { typing: true })?.command, 'Esc leaves a field').toBe('tray.close')
  expect(press({ key: 'c', ctrlKey: true })?.command).toBeNull()
  expect(press({ key: 'c', altKey: true })?.command).toBeNull()
  expect(press({ key: 'c', isComposing: true })).toBeNull()
})

test('single letters can be turned off; arrows, Enter and Ctrl+K stay', () => {
  const off = { singleKeys: false }
  expect(press('c', off)?.command).toBeNull()
  expect(press({ key: 'C', shiftKey: true }, off)?.command).toBeNull()
  expect(press('?', off)?.command).toBeNull()
  expect(press('g', off)?.pending).toBeNull()
  expect(press('ArrowDown', off)?.command).toBe('tray.next')
  expect(press('Enter', off)?.command).toBe('tray.open')
  expect(press({ key: 'k', metaKey: true }, off)?.command).toBe('app.palette')
})

test('two keys one after another', () => {
  expect(press('g')).toMatchObject({ command: null, pending: 'g' })
  expect(press('t', { pending: 'g' })?.command).toBe('go:/tray')
  expect(press('c', { pending: 'g' })?.command, 'no such pair: the key counts for itself').not.toBeNull()
})

test('a character that needs Shift is that character', () => {
  expect(chordOf({ key: '?', shiftKey: true })).toBe('?')
  expect(chordOf({ key: 'Shift', shiftKey: true })).toBeNull()
  expect(chordOf({ key: 'с', code: 'KeyC' }), 'Cyrillic layout').toBe('c')
})

test('a split has its keys while an amount is typed', () => {
  const split = { contexts: ['split', 'tray'] as const, typing: true }
  expect(press('=', split)?.command).toBe('split.remainder')
  expect(press('Enter', split)?.command).toBe('split.add')
  expect(press({ key: 'Enter', ctrlKey: true }, split)?.command).toBe('split.submit')
  expect(press('c', split)?.command).toBeNull()
})

test('chords for people', () => {
  expect(chordLabel('Shift+c')).toBe('Shift C')
  expect(chordLabel('g t')).toBe('G then T')
  expect(chordLabel('ArrowDown')).toBe('↓')
})

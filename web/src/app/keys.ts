// Keys to commands, purely: no DOM, no React.
import type { Command, CommandId, Context } from './commands'

export interface Stroke {
  key: string
  code?: string
  ctrlKey?: boolean
  metaKey?: boolean
  altKey?: boolean
  shiftKey?: boolean
  isComposing?: boolean
}

export interface KeyState {
  /** Contexts the focus is in, innermost first. */
  contexts: readonly Context[]
  /** Whether the focus is where text is typed. */
  typing: boolean
  /** Whether single letters are commands at all. */
  singleKeys: boolean
  /** The first key of a sequence that has begun. */
  pending: string | null
}

export interface KeyResult {
  command: CommandId | null
  chord: string
  pending: string | null
}

/** `c`, `Shift+c`, `Mod+k`, `Space`, `ArrowDown`, `?`. Null for a lone modifier and while an input method composes. */
export function chordOf(stroke: Stroke): string | null {
  const { key } = stroke
  if (stroke.isComposing || key === 'Process' || key === 'Dead') return null
  if (['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'AltGraph'].includes(key)) return null
  let name = key === ' ' ? 'Space' : key
  const letter = /^Key([A-Z])$/.exec(stroke.code ?? '')?.[1]
  const single = [...name].length === 1
  // A layout without Latin letters still has the keys where they are.
  if (single && name.charCodeAt(0) > 127 && letter) name = letter
  const isLetter = /^[a-z]$/i.test(name)
  if (isLetter) name = name.toLowerCase()
  const parts: string[] = []
  if (stroke.ctrlKey || stroke.metaKey) parts.push('Mod')
  if (stroke.altKey) parts.push('Alt')
  // `?` needs Shift on one keyboard and not on another: the character says it already.
  if (stroke.shiftKey && (isLetter || !single)) parts.push('Shift')
  parts.push(name)
  return parts.join('+')
}

/** Whether a chord is a single character, which only works where nothing is typed and may be turned off. */
function isSingle(chord: string): boolean {
  return /^(Shift\+)?.$/u.test(chord)
}

export function keyToCommand(
  stroke: Stroke,
  state: KeyState,
  table: ReadonlyMap<CommandId, Command>,
): KeyResult | null {
  const chord = chordOf(stroke)
  if (chord === null) return null
  // Where text is typed, only the contexts made for it (a split's fields) have their keys. Esc leaves everything.
  const contexts =
    state.typing && chord !== 'Escape'
      ? state.contexts.filter((context) => context === 'split')
      : state.contexts
  const nothing = { command: null, chord, pending: null }
  if (isSingle(chord) && !state.singleKeys && !contexts.includes('split')) return nothing

  const wanted = state.pending ? `${state.pending} ${chord}` : chord
  for (const context of [...contexts, 'global' as const]) {
    if (context === 'global' && state.typing && !chord.startsWith('Mod+')) continue
    for (const [id, command] of table) {
      if (command.context === context && command.keys.includes(wanted)) {
        return { command: id, chord, pending: null }
      }
    }
  }
  if (state.typing) return nothing
  // Perhaps the first of two keys; or the second was none, and counts for itself.
  if (state.pending) return keyToCommand(stroke, { ...state, pending: null }, table)
  for (const command of table.values()) {
    if (command.keys.some((keys) => keys.startsWith(`${chord} `)))
      return { command: null, chord, pending: chord }
  }
  return nothing
}

const mac = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.platform)

const shown: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Mod: mac ? '⌘' : 'Ctrl',
  Shift: mac ? '⇧' : 'Shift',
}

/** A chord for people: `Shift+c` → "Shift C". */
export function chordLabel(keys: string): string {
  return keys
    .split(' ')
    .map((chord) =>
      chord
        .split('+')
        .map((part) => shown[part] ?? (part.length === 1 ? part.toUpperCase() : part))
        .join(' '),
    )
    .join(' then ')
}

/** As aria-keyshortcuts wants them. Sequences have no form there. */
export function ariaShortcuts(command: Command, singleKeysOn: boolean): string | undefined {
  const keys = command.keys.filter((chord) => !chord.includes(' ') && (singleKeysOn || !isSingle(chord)))
  if (keys.length === 0) return undefined
  return keys
    .map((chord) =>
      chord
        .replace('Mod', mac ? 'Meta' : 'Control')
        .replace(/(^|\+)([a-z])$/, (_, a, b) => a + b.toUpperCase()),
    )
    .join(' ')
}

// One table of everything that can be done by a key. It feeds the key handler, the `?` sheet, the palette, the
// labels and <kbd> of buttons, and aria-keyshortcuts. What a command does is given by the page that is open
// (`useCommands`); a command nobody handles now does nothing and is not offered.
import { hrefOf, pages } from './pages'

export type Context = 'global' | 'tray' | 'split'

export interface Command {
  label: string
  group: 'Go to' | 'Anywhere' | 'Move' | 'Decide' | 'Select' | 'Look' | 'Split'
  /** Where its keys work. Of two contexts the inner one wins. */
  context: Context
  /** Chords as `chordOf` writes them; `g t` is one key after another. */
  keys: readonly string[]
  /** Shown instead of `keys` where a range says it better. */
  keysShown?: string
  /** Other words to find it by in the palette. */
  words?: string
}

const fixed = {
  'app.palette': { label: 'Find a command', group: 'Anywhere', context: 'global', keys: ['Mod+k'] },
  'app.sheet': {
    label: 'Keyboard shortcuts',
    group: 'Anywhere',
    context: 'global',
    keys: ['?'],
    words: 'help keys',
  },
  'app.theme': {
    label: 'Change light or dark',
    group: 'Anywhere',
    context: 'global',
    keys: [],
    words: 'theme mode',
  },
  'app.single-keys': {
    label: 'Turn single-letter keys on or off',
    group: 'Anywhere',
    context: 'global',
    keys: [],
  },
  'app.company': { label: 'Switch company', group: 'Anywhere', context: 'global', keys: ['g w'] },
  'app.sign-out': {
    label: 'Sign out',
    group: 'Anywhere',
    context: 'global',
    keys: [],
    words: 'log out leave',
  },

  'tray.next': { label: 'Next item', group: 'Move', context: 'tray', keys: ['j', 'ArrowDown'] },
  'tray.previous': { label: 'Previous item', group: 'Move', context: 'tray', keys: ['k', 'ArrowUp'] },
  'tray.first': { label: 'First item', group: 'Move', context: 'tray', keys: ['Home'] },
  'tray.last': { label: 'Last item', group: 'Move', context: 'tray', keys: ['End'] },
  'tray.page-down': { label: 'Ten items down', group: 'Move', context: 'tray', keys: ['PageDown'] },
  'tray.page-up': { label: 'Ten items up', group: 'Move', context: 'tray', keys: ['PageUp'] },
  'tray.open': { label: 'Open', group: 'Look', context: 'tray', keys: ['Enter', 'ArrowRight'] },
  'tray.close': { label: 'Close', group: 'Look', context: 'tray', keys: ['Escape', 'ArrowLeft'] },

  'tray.confirm': { label: 'Confirm', group: 'Decide', context: 'tray', keys: ['c'] },
  'tray.pick': {
    label: 'Pick a suggestion',
    group: 'Decide',
    context: 'tray',
    keys: ['1', '2', '3', '4', '5'],
    keysShown: '1 – 5',
  },
  'tray.assign': { label: 'Assign job', group: 'Decide', context: 'tray', keys: ['a'] },
  'tray.split': { label: 'Split', group: 'Decide', context: 'tray', keys: ['s'] },
  'tray.off-job': {
    label: 'Off-job',
    group: 'Decide',
    context: 'tray',
    keys: ['o'],
    words: 'no job loan owner refund',
  },
  'tray.ignore': { label: 'Ignore', group: 'Decide', context: 'tray', keys: ['i'], words: 'personal skip' },
  'tray.rule': { label: 'Make rule', group: 'Decide', context: 'tray', keys: ['r'] },
  'tray.undo': { label: 'Undo', group: 'Decide', context: 'tray', keys: ['z'] },

  'tray.keep': {
    label: 'Keep theirs',
    group: 'Decide',
    context: 'tray',
    keys: ['y'],
    words: 'conflict yield leave',
  },
  'tray.look': {
    label: 'Look at what changed',
    group: 'Look',
    context: 'tray',
    keys: ['l'],
    words: 'conflict',
  },
  'tray.replace': {
    label: 'Replace it with mine',
    group: 'Decide',
    context: 'tray',
    keys: ['m'],
    words: 'conflict again',
  },

  'tray.select': { label: 'Select', group: 'Select', context: 'tray', keys: ['x', 'Space'] },
  'tray.extend-down': {
    label: 'Extend down',
    group: 'Select',
    context: 'tray',
    keys: ['Shift+j', 'Shift+ArrowDown'],
  },
  'tray.extend-up': {
    label: 'Extend up',
    group: 'Select',
    context: 'tray',
    keys: ['Shift+k', 'Shift+ArrowUp'],
  },
  'tray.extend-here': { label: 'Extend to here', group: 'Select', context: 'tray', keys: ['Shift+Space'] },
  'tray.select-all': { label: 'Select all', group: 'Select', context: 'tray', keys: ['Mod+a'] },
  'tray.confirm-all': {
    label: 'Confirm all sure',
    group: 'Decide',
    context: 'tray',
    keys: ['Shift+c'],
    words: 'bulk',
  },

  'tray.history': { label: 'History', group: 'Look', context: 'tray', keys: ['h'], words: 'audit who when' },
  'tray.search': { label: 'Search', group: 'Look', context: 'tray', keys: ['/'] },
  'tray.filter': { label: 'Filter', group: 'Look', context: 'tray', keys: ['f'] },

  'split.remainder': { label: 'Fill in the remainder', group: 'Split', context: 'split', keys: ['='] },
  'split.add': { label: 'Add a part', group: 'Split', context: 'split', keys: ['Enter'] },
  'split.submit': { label: 'Save the split', group: 'Split', context: 'split', keys: ['Mod+Enter'] },
} as const satisfies Record<string, Command>

export type CommandId = keyof typeof fixed | `go:${string}`

function goCommands(): [CommandId, Command][] {
  return pages
    .filter((page) => page.go !== null)
    .map((page) => [
      `go:${hrefOf(page)}`,
      { label: `Go to ${page.title}`, group: 'Go to', context: 'global', keys: [`g ${page.go}`] },
    ])
}

export const commands: ReadonlyMap<CommandId, Command> = new Map<CommandId, Command>([
  ...goCommands(),
  ...(Object.entries(fixed) as [CommandId, Command][]),
])

export function commandOf(id: CommandId): Command {
  const found = commands.get(id)
  if (!found) throw new Error(`no command ${id}`)
  return found
}

// The key handler and what commands do at the moment.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react'
import { singleKeys } from '../lib/prefs'
import { cell, useCell } from '../lib/store'
import { type CommandId, type Context, commandOf, commands } from './commands'
import { ariaShortcuts, chordLabel, keyToCommand } from './keys'

export type Source = 'key' | 'button' | 'palette'

export interface Doing {
  run(source: Source, chord: string): void
  /** Absent: always. */
  enabled?(): boolean
}

type Handler = Doing | Doing['run']

interface Dispatcher {
  add(handlers: ReadonlyMap<CommandId, () => Handler>): () => void
  run(id: CommandId, source: Source, chord?: string): boolean
  can(id: CommandId): boolean
}

const DispatcherContext = createContext<Dispatcher | null>(null)

function makeDispatcher(): Dispatcher {
  // The one who registered last handles: a dialog over a page, a page over the shell.
  const stacks = new Map<CommandId, (() => Handler)[]>()
  const doing = (id: CommandId): Doing | null => {
    const handler = stacks.get(id)?.at(-1)?.()
    if (!handler) return null
    return typeof handler === 'function' ? { run: handler } : handler
  }
  const can = (id: CommandId) => {
    const found = doing(id)
    return found !== null && (found.enabled?.() ?? true)
  }
  return {
    add(handlers) {
      for (const [id, handler] of handlers) stacks.set(id, [...(stacks.get(id) ?? []), handler])
      return () => {
        for (const [id, handler] of handlers) {
          stacks.set(
            id,
            (stacks.get(id) ?? []).filter((other) => other !== handler),
          )
        }
      }
    },
    can,
    run(id, source, chord = '') {
      if (!can(id)) return false
      doing(id)?.run(source, chord)
      return true
    },
  }
}

/** The first key of a sequence, while its second is awaited. */
const pending = cell<string | null>(null)

export function DispatchProvider({ children }: { children: ReactNode }) {
  const dispatcher = useMemo(makeDispatcher, [])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const target = event.target instanceof Element ? event.target : document.body
      const result = keyToCommand(
        event,
        {
          contexts: contextsAt(target),
          typing: isTyping(target),
          singleKeys: singleKeys.get() === 'on',
          pending: pending.get(),
        },
        commands,
      )
      if (!result) return
      clearTimeout(timer)
      pending.set(result.pending)
      if (result.pending) timer = setTimeout(() => pending.set(null), 1500)
      // Enter and Space on a button are the button's own, as the arrows are a choice's.
      if (result.command && !isOwnKey(event, target) && dispatcher.run(result.command, 'key', result.chord)) {
        event.preventDefault()
      }
    }
    window.addEventListener('keydown', onKey)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('keydown', onKey)
    }
  }, [dispatcher])
  return <DispatcherContext value={dispatcher}>{children}</DispatcherContext>
}

/** The contexts around an element, innermost first: `data-keys` names them. With no focus, those of the open page. */
function contextsAt(target: Element): Context[] {
  const modal = target.closest('dialog[open]')
  const start = target === document.body ? (document.querySelector('main [data-keys]') ?? target) : target
  const found: Context[] = []
  for (let at: Element | null = start; at; at = at.parentElement) {
    const name = at.getAttribute('data-keys')
    if (name) found.push(name as Context)
    if (at === modal) break
  }
  return found
}

function isTyping(target: Element): boolean {
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  )
}

function isOwnKey(event: KeyboardEvent, target: Element): boolean {
  if (event.ctrlKey || event.metaKey) return false
  if (target.closest('button, summary')) return event.key === 'Enter' || event.key === ' '
  if (target.closest('a[href]')) return event.key === 'Enter'
  if (!(target instanceof HTMLInputElement)) return false
  return event.key === ' ' || (target.type === 'radio' && event.key.startsWith('Arrow'))
}

export function useDispatch(): Dispatcher {
  const found = useContext(DispatcherContext)
  if (!found) throw new Error('outside of DispatchProvider')
  return found
}

/** Gives commands their meaning while the component is mounted. Handlers may be new ones at every render. */
export function useCommands(handlers: Partial<Record<CommandId, Handler>>): void {
  const { add } = useDispatch()
  const latest = useRef(handlers)
  useEffect(() => {
    latest.current = handlers
  })
  const ids = Object.keys(handlers).sort().join(' ')
  useEffect(() => {
    const nothing: Doing = { run: () => {}, enabled: () => false }
    const map = new Map<CommandId, () => Handler>()
    for (const id of ids.split(' ').filter(Boolean) as CommandId[]) {
      map.set(id, () => latest.current[id] ?? nothing)
    }
    return add(map)
  }, [add, ids])
}

/** What a button for a command needs to say. */
export function useCommandLabel(id: CommandId): {
  label: string
  kbd: string | null
  aria: string | undefined
} {
  const letters = useCell(singleKeys) === 'on'
  const command = commandOf(id)
  const first = command.keys[0]
  const aria = ariaShortcuts(command, letters)
  const offered =
    first !== undefined &&
    (letters || (aria !== undefined && first.length > 1 && !first.startsWith('Shift+')))
  return { label: command.label, kbd: offered ? (command.keysShown ?? chordLabel(first)) : null, aria }
}

import type { Dispatch } from 'react'
import type { CommandId } from '../app/commands'
import { type Doing, type Source, useCommands } from '../app/dispatch'
import { say } from '../ui/toast'
import type { Desk, Event, Move, Panel } from './core'
import { type Act, type Item, noteOf, waysOf, whyNot } from './model'
import type { useDeciding } from './useDeciding'
import { work } from './work'

interface Props {
  desk: Desk
  current: Item | undefined
  byId: ReadonlyMap<string, Item>
  send: Dispatch<Event>
  deciding: ReturnType<typeof useDeciding>
  focusRow: () => void
  openBulk: () => void
  focusSearch: () => void
  focusFilter: () => void
}

const bestOf = (item: Item): [Item, Act][] => {
  const [best] = waysOf(item)
  return best ? [[item, best.act]] : []
}

/** What the commands of the table mean while the tray is open. */
export function useTrayCommands(props: Props): void {
  const { desk, current, byId, send, deciding, focusRow, openBulk, focusSearch, focusFilter } = props
  const some = () => desk.order.length > 0

  const go = (event: Event): Doing => ({
    run: () => {
      focusRow()
      send(event)
    },
    enabled: some,
  })
  const move = (to: Move) => go({ type: 'move', to })
  const panel = (which: Panel): Doing => ({
    run: () => {
      const kind: Partial<Record<Panel, Act['kind']>> = {
        assign: 'assign_job',
        split: 'split',
        rule: 'ignore',
      }
      const act = kind[which]
      const why = current && act ? whyNot(act, current) : null
      if (why) say(why)
      else send({ type: 'open', panel: which })
    },
    enabled: some,
  })
  /** The selected rows, or the one at the cursor. */
  const chosen = () => {
    const ids = desk.selected.size > 0 ? [...desk.selected] : desk.cursor ? [desk.cursor] : []
    return ids.flatMap((id) => byId.get(id) ?? [])
  }
  const dismiss = (kind: 'off_job' | 'ignore'): Doing => ({
    run: (via: Source) =>
      deciding.all(
        chosen(),
        (item) => {
          const note =
            kind === 'off_job' ? noteOf(item) : item.type === 'personal_candidate' ? 'personal' : undefined
          return note ? { kind, note } : { kind }
        },
        via,
      ),
    enabled: some,
  })
  const handlers: Partial<Record<CommandId, Doing | Doing['run']>> = {
    'tray.next': move('next'),
    'tray.previous': move('previous'),
    'tray.first': move('first'),
    'tray.last': move('last'),
    'tray.page-down': move('page-down'),
    'tray.page-up': move('page-up'),
    'tray.open': go({ type: 'open' }),
    'tray.close': {
      run: go({ type: 'close' }).run,
      enabled: () => desk.open || desk.selected.size > 0,
    },
    'tray.confirm': {
      run: (via) => {
        if (desk.selected.size === 0) return deciding.pick(current, 0, via)
        // Each its own best suggestion; those without one stay.
        const best = chosen().flatMap(bestOf)
        if (best.length === 0) say('Nothing is suggested for what is selected.')
        else deciding.each(best, via)
      },
      enabled: some,
    },
    'tray.pick': { run: (via, chord) => deciding.pick(current, Number(chord) - 1, via), enabled: some },
    'tray.assign': panel('assign'),
    'tray.split': panel('split'),
    'tray.rule': panel('rule'),
    'tray.history': panel('history'),
    'tray.off-job': dismiss('off_job'),
    'tray.ignore': dismiss('ignore'),
    'tray.undo': { run: () => deciding.undo(), enabled: () => work.get().done.length > 0 || some() },
    'tray.select': {
      run: () => current && go({ type: 'select', id: current.id }).run('key', ''),
      enabled: some,
    },
    'tray.extend-down': go({ type: 'extend', to: 'next' }),
    'tray.extend-up': go({ type: 'extend', to: 'previous' }),
    'tray.extend-here': {
      run: () => current && go({ type: 'extend-to', id: current.id }).run('key', ''),
      enabled: some,
    },
    'tray.select-all': go({ type: 'select-all' }),
    'tray.confirm-all': { run: openBulk, enabled: some },
    'tray.search': { run: focusSearch, enabled: some },
    'tray.filter': { run: focusFilter, enabled: some },
  }
  useCommands(handlers)
}

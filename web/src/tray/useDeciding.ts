import { type Dispatch, useCallback, useEffect, useMemo, useRef } from 'react'
import type { Source } from '../app/dispatch'
import { record } from '../lib/figures'
import { announce, say } from '../ui/toast'
import type { Event } from './core'
import { type Act, type Item, waysOf, whyNot } from './model'
import { decide, undoLast, work } from './work'

interface Props {
  company_id: string
  current: Item | undefined
  order: readonly string[]
  send: Dispatch<Event>
  focusRow: () => void
}

/** Acts on rows: at once on the screen, measured from the moment the row had the focus. */
export function useDeciding({ company_id, current, order, send, focusRow }: Props) {
  const clock = useRef({ id: '', since: 0, keys: 0 })
  useEffect(() => {
    clock.current = { id: current?.id ?? '', since: performance.now(), keys: 0 }
  }, [current?.id])
  useEffect(() => {
    const count = () => {
      clock.current.keys += 1
    }
    window.addEventListener('keydown', count, { capture: true })
    return () => window.removeEventListener('keydown', count, { capture: true })
  }, [])
  const latest = useRef(order)
  useEffect(() => {
    latest.current = order
  }, [order])

  const doIt = useCallback(
    (pairs: readonly (readonly [Item, Act])[], rank: number | null, via: Source, told = '') => {
      const { restoring } = work.get()
      const free = pairs.filter(([item]) => !restoring.has(item.id))
      if (free.length === 0) return announce('One moment: this is being put back.')
      const wrong = free.map(([item, act]) => whyNot(act.kind, item)).find((why) => why !== null)
      if (wrong) return void say(wrong)
      const seen = { ...clock.current }
      focusRow()
      const index = (item: Item) => Math.max(0, latest.current.indexOf(item.id))
      const wanted = free.map(([item, act]) => ({ item, index: index(item), act }))
      const ms = (performance.now() - seen.since) / free.length
      const keys = Math.max(1, seen.keys) / free.length
      decide(company_id, wanted, told).forEach((key, at) => {
        record({ key, act: wanted[at]?.act.kind ?? '', ms, keys, via, rank })
      })
      send({ type: 'acted', ids: free.map(([item]) => item.id) })
    },
    [company_id, focusRow, send],
  )

  return useMemo(
    () => ({
      /** What a panel or a button of the detail decided. */
      act: (item: Item, act: Act, rank: number | null, told?: string) =>
        doIt([[item, act]], rank, 'key', told),
      /** One act for all of these rows. */
      all: (items: readonly Item[], actOf: (item: Item) => Act, via: Source) =>
        doIt(
          items.map((item) => [item, actOf(item)]),
          null,
          via,
        ),
      /** Each row its own. */
      each: (pairs: readonly (readonly [Item, Act])[], via: Source) => doIt(pairs, null, via),
      /** The nth suggestion, first = 0. */
      pick: (item: Item | undefined, n: number, via: Source) => {
        if (!item) return
        const way = waysOf(item)[n]
        if (way) return doIt([[item, way.act]], n + 1, via, way.delta)
        send({ type: 'open', id: item.id })
        focusRow()
        if (item.subject === 'connection') return void say('Mend it on the Connections page.')
        say(
          n === 0
            ? 'Nothing is suggested: press A to assign, S to split, O or I.'
            : `There is no suggestion ${n + 1}.`,
        )
      },
      undo: () => {
        const id = undoLast(company_id)
        if (!id) return
        // After the row is there again.
        setTimeout(() => {
          focusRow()
          send({ type: 'focus', id })
        })
      },
    }),
    [company_id, doIt, focusRow, send],
  )
}

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, ask } from '../api/client'
import { useCell } from '../lib/store'
import type { Item } from './model'
import type { Entry } from './outbox'
import { outbox, trayKey, type Work, work } from './work'

export function useTray(company_id: string) {
  return useQuery({
    queryKey: trayKey(company_id),
    queryFn: ({ signal }) => ask(api.GET('/api/v1/tray', { params: { query: { company_id } }, signal })),
    // While decisions are under way, what the server lists is behind what the screen shows.
    refetchOnWindowFocus: () => outbox.entries.get().length === 0,
  })
}

/** The figures around the tray. Nothing waits for them. */
export function useTiles(company_id: string, enabled: boolean, poll = false) {
  return useQuery({
    queryKey: ['tiles', company_id],
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/owner/tiles', { params: { query: { company_id } }, signal })),
    enabled,
    refetchInterval: poll ? 4000 : 5 * 60_000,
  })
}

export function useConnections(company_id: string, enabled: boolean, poll = false) {
  return useQuery({
    queryKey: ['integrations', company_id],
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/integrations', { params: { query: { company_id } }, signal })),
    enabled,
    refetchInterval: poll ? 4000 : false,
  })
}

/** The rows as they should stand: what the server lists, without what is decided, with what came back. */
export function rowsOf(
  items: readonly Item[],
  entries: readonly Entry[],
  { talks, restoring }: Pick<Work, 'talks' | 'restoring'>,
  company: string,
): Item[] {
  const leaving = new Set(
    entries.flatMap((entry) => (entry.act.kind !== 'undo' && entry.item ? [entry.item.id] : [])),
  )
  const rows = items.filter((item) => !leaving.has(item.id) || restoring.has(item.id))
  const there = new Set(rows.map((item) => item.id))
  const back = [...talks.values()].filter((talk) => talk.company === company)
  for (const { item, index } of [...back, ...restoring.values()].sort((a, b) => a.index - b.index)) {
    if (there.has(item.id)) continue
    there.add(item.id)
    rows.splice(Math.min(index, rows.length), 0, item)
  }
  return rows
}

export function useRows(items: readonly Item[] | undefined, company: string) {
  const entries = useCell(outbox.entries)
  const { talks, restoring } = useCell(work)
  return useMemo(
    () => rowsOf(items ?? [], entries, { talks, restoring }, company),
    [items, entries, talks, restoring, company],
  )
}

// What the tiles said on the last Fridays, from the stored emails: each keeps its numbers.
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '../api/client'
import { ApiError } from '../api/problem'
import { useCompany } from '../app/company'
import { weekBefore } from '../lib/week'
import type { Point } from '../ui/Spark'
import type { Tiles } from './words'

const weeks = 8

export interface PastWeek {
  week: string
  tiles: Tiles
}

/** Goes back week by week until one had no email, or there are enough. Oldest first. */
export async function walkBack(
  week: string,
  read: (week: string) => Promise<Tiles | null>,
): Promise<PastWeek[]> {
  const found: PastWeek[] = []
  let at = week
  while (found.length < weeks) {
    const tiles = await read(at)
    // This week's email may still be to come; before it, the first gap is the beginning.
    if (tiles) found.unshift({ week: at, tiles })
    else if (at !== week) break
    at = weekBefore(at)
  }
  return found
}

export function useHistory(week: string | undefined) {
  const { company } = useCompany()
  return useQuery({
    queryKey: ['tiles-history', company.company_id, week],
    enabled: week !== undefined,
    // A sent email does not change.
    staleTime: 60 * 60_000,
    queryFn: ({ signal }) =>
      walkBack(week ?? '', async (at) => {
        try {
          const digest = await ask(
            api.GET('/api/v1/digests/{week}', {
              params: { path: { week: at }, query: { company_id: company.company_id } },
              signal,
            }),
          )
          return digest.tiles
        } catch (error) {
          if (error instanceof ApiError && error.kind === 'not-found') return null
          throw error
        }
      }),
  })
}

type Pick = (tiles: Tiles) => string | null

export const picks = {
  runway_weeks: (tiles) =>
    tiles.runway_weeks.state === 'value' && !tiles.data_health.bank_stale ? tiles.runway_weeks.weeks : null,
  cash_collected: (tiles) => (tiles.cash_collected.state === 'value' ? tiles.cash_collected.this_week : null),
  dso_days: (tiles) => (tiles.dso_days.state === 'value' ? tiles.dso_days.days : null),
  reconciled_pct: (tiles) => (tiles.reconciled_pct.state === 'value' ? tiles.reconciled_pct.pct : null),
  ar_buckets: (tiles) => (tiles.ar_buckets.state === 'value' ? tiles.ar_buckets.total.amount : null),
} satisfies Record<string, Pick>

export type Charted = keyof typeof picks

/** The past weeks and now: what is on the screen is the last point. */
export function pointsOf(name: Charted, past: readonly PastWeek[], now: Tiles): Point[] {
  const before = past.filter((one) => one.week !== now.week)
  return [...before, { week: now.week, tiles: now }].map((one) => ({
    at: one.week,
    value: picks[name](one.tiles),
  }))
}

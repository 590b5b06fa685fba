// What the Friday emails told, as points of a line.
import type { WeekView } from '../app/figures'
import { weekAfter } from '../lib/week'
import type { Point } from '../ui/Spark'
import type { Tiles } from './words'

type Told = Pick<WeekView, 'runway_weeks' | 'cash_collected' | 'dso_days' | 'reconciled_pct'>
export type Charted = keyof Told

const now: Record<Charted, (tiles: Tiles) => string | null> = {
  runway_weeks: ({ runway_weeks: tile }) => (tile.state === 'value' ? tile.weeks : null),
  cash_collected: ({ cash_collected: tile }) => (tile.state === 'value' ? tile.this_week : null),
  dso_days: ({ dso_days: tile }) => (tile.state === 'value' ? tile.days : null),
  reconciled_pct: ({ reconciled_pct: tile }) => (tile.state === 'value' ? tile.pct : null),
}

export function isCharted(name: string): name is Charted {
  return name in now
}

/** The past weeks, oldest first, and now: what is on the screen is the last point. A week without email is a gap. */
export function pointsOf(name: Charted, past: readonly WeekView[], tiles: Tiles): Point[] {
  const told = new Map(past.map((one) => [one.week, one[name] ?? null]))
  const points: Point[] = []
  let week = [...told.keys()].sort()[0] ?? tiles.week
  // Weeks are named so that their order is that of their names.
  for (; week < tiles.week; week = weekAfter(week)) points.push({ at: week, value: told.get(week) ?? null })
  return [...points, { at: tiles.week, value: now[name](tiles) }]
}

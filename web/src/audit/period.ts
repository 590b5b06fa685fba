// Periods of days, as they stand in the address and in the exports.
import { plusDays } from '../lib/week'

export interface Period {
  from: string
  to: string
}

export function isDay(text: string | null): text is string {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
}

/** This month until today, and the one before: what a bookkeeper posts. */
export function months(today: string): { thisMonth: Period; lastMonth: Period } {
  const first = `${today.slice(0, 7)}-01`
  const lastOfBefore = plusDays(first, -1)
  return {
    thisMonth: { from: first, to: today },
    lastMonth: { from: `${lastOfBefore.slice(0, 7)}-01`, to: lastOfBefore },
  }
}

/** What is wrong with a period for an export; null when nothing is. */
export function faultOf(period: Period): string | null {
  if (!isDay(period.from) || !isDay(period.to)) return 'Enter both days.'
  if (period.to < period.from) return 'The last day is before the first.'
  if (plusDays(period.from, 365) < period.to) return 'A file holds at most 366 days.'
  return null
}

// ISO weeks, as the server names them: "2026-W47", Monday first.

const day = 86_400_000

/** The Monday of a week, as a UTC midnight; NaN for what is no week. */
function mondayOf(week: string): number {
  const found = /^(\d{4})-W(\d{2})$/.exec(week)
  if (!found) return Number.NaN
  const number = Number(found[2])
  // January 4 is in the first week of its year.
  const fourth = Date.UTC(Number(found[1]), 0, 4)
  const first = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * day
  const monday = first + (number - 1) * 7 * day
  return number >= 1 && weekOfUtc(monday) === week ? monday : Number.NaN
}

function weekOfUtc(at: number): string {
  const thursday = new Date(at + (3 - ((new Date(at).getUTCDay() + 6) % 7)) * day)
  const year = thursday.getUTCFullYear()
  const number = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * day))
  return `${year}-W${String(number).padStart(2, '0')}`
}

export function isWeek(text: string): boolean {
  return !Number.isNaN(mondayOf(text))
}

export function weekBefore(week: string): string {
  return weekOfUtc(mondayOf(week) - 7 * day)
}

export function weekAfter(week: string): string {
  return weekOfUtc(mondayOf(week) + 7 * day)
}

/** Its first and last day. */
export function daysOf(week: string): { first: string; last: string } {
  const monday = mondayOf(week)
  const text = (at: number) => new Date(at).toISOString().slice(0, 10)
  return { first: text(monday), last: text(monday + 6 * day) }
}

/** The day it is in a time zone: "2026-11-20". */
export function todayIn(timeZone: string, now = Date.now()): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(now)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** The week it is in a time zone. */
export function weekIn(timeZone: string, now = Date.now()): string {
  return weekOfUtc(Date.parse(`${todayIn(timeZone, now)}T00:00:00Z`))
}

/** A day some days later, or earlier. */
export function plusDays(from: string, days: number): string {
  return new Date(Date.parse(`${from}T00:00:00Z`) + days * day).toISOString().slice(0, 10)
}

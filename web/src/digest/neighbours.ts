import { weekAfter, weekBefore } from '../lib/week'

/** The nearest weeks with an email; where the list has none, the calendar's. */
export function neighbours(
  week: string,
  now: string,
  all: readonly { week: string }[],
): { before: string; after: string } {
  const weeks = all.map((one) => one.week)
  const earlier = weeks
    .filter((one) => one < week)
    .sort()
    .at(-1)
  const later = weeks.filter((one) => one > week).sort()[0]
  return {
    before: earlier ?? weekBefore(week),
    // This week's email may still be to come: it has a page that says so.
    after: later ?? (week < now ? now : weekAfter(week)),
  }
}

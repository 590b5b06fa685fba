// Business dates are days without a zone; instants are shown in the company's zone.

const formats = new Map<string, Intl.DateTimeFormat>()

function format(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let made = formats.get(key)
  if (!made) {
    made = new Intl.DateTimeFormat('en-US', options)
    formats.set(key, made)
  }
  return made
}

/** "2026-11-20" → "Nov 20"; with the year when it is not `thisYear`. */
export function formatDay(day: string, thisYear = String(new Date().getFullYear())): string {
  const at = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(at.getTime())) return day
  const year = !day.startsWith(thisYear)
  return format(`day${year}`, {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    ...(year ? { year: 'numeric' } : {}),
  }).format(at)
}

/** "Friday, November 20, 2026": for titles and screen readers. */
export function formatDayLong(day: string): string {
  const at = new Date(`${day}T00:00:00Z`)
  return Number.isNaN(at.getTime()) ? day : format('long', { timeZone: 'UTC', dateStyle: 'full' }).format(at)
}

/** "2:10 PM" in the company's zone. */
export function formatTime(instant: string | number, timeZone: string): string {
  return format(`time${timeZone}`, { timeZone, hour: 'numeric', minute: '2-digit' }).format(new Date(instant))
}

/** "Nov 20, 2:10 PM" in the company's zone; only the time when it is today there. */
export function formatInstant(instant: string, timeZone: string, now = Date.now()): string {
  const at = new Date(instant)
  const day = format(`d${timeZone}`, { timeZone, month: 'short', day: 'numeric' })
  const year = format(`y${timeZone}`, { timeZone, year: 'numeric' })
  const time = formatTime(instant, timeZone)
  if (year.format(at) !== year.format(now)) return `${day.format(at)}, ${year.format(at)}, ${time}`
  return day.format(at) === day.format(now) ? time : `${day.format(at)}, ${time}`
}

/** "just now", "4 min ago", "2 h ago", "3 days ago". */
export function ago(instant: string, now = Date.now()): string {
  const minutes = Math.floor((now - new Date(instant).getTime()) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ago`
  const days = Math.floor(hours / 24)
  return days === 1 ? 'yesterday' : `${days} days ago`
}

/** A sentence of the server with its dates as people write them. */
export function withDays(text: string): string {
  return text.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => formatDay(day))
}

// Days of examples: the next Friday, and when an invoice of today falls due. Days are days of the company's zone.
import { formatDayLong } from '../lib/dates'

const day = 86_400_000

function dayIn(zone: string, at: number): string {
  // The Swedish way to write a date is the one of ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at)
}

function clockIn(zone: string, at: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, timeStyle: 'short' }).format(at)
}

/** The day of the next Friday email, written out; today's still counts until its time. */
export function nextFriday(zone: string, time: string, now = Date.now()): string {
  const today = Date.parse(`${dayIn(zone, now)}T00:00:00Z`)
  const ahead = (5 - new Date(today).getUTCDay() + 7) % 7
  const late = ahead === 0 && clockIn(zone, now) >= time
  return formatDayLong(new Date(today + (late ? 7 : ahead) * day).toISOString().slice(0, 10))
}

/** The day an invoice of today falls due, written out. */
export function dueDay(zone: string, terms: number, now = Date.now()): string {
  const today = Date.parse(`${dayIn(zone, now)}T00:00:00Z`)
  return formatDayLong(new Date(today + terms * day).toISOString().slice(0, 10))
}

// The audit list in words: which day, who, what it was and what it is, and with what it is taken back.
import type { Schemas } from '../api/client'
import { formatMoney } from '../lib/money'
import { todayIn } from '../lib/week'

export type Entry = Schemas['EntryView']

/** What was done together with others (a bulk, all that a rule did), or one entry by itself. */
export interface Line {
  id: string
  group: string | null
  entries: Entry[]
}

export interface DayOf {
  day: string
  lines: Line[]
}

/** In the company's own days, newest first as they come; what was done together stands together. */
export function byDay(entries: readonly Entry[], timeZone: string): DayOf[] {
  const days: DayOf[] = []
  for (const entry of entries) {
    const day = todayIn(timeZone, Date.parse(entry.at))
    let last = days.at(-1)
    if (last?.day !== day) {
      last = { day, lines: [] }
      days.push(last)
    }
    const group = entry.group ?? null
    const line = last.lines.at(-1)
    if (group !== null && line?.group === group) line.entries.push(entry)
    else last.lines.push({ id: entry.id, group, entries: [entry] })
  }
  return days
}

const kinds: Record<string, string> = {
  'match.auto': 'Matched',
  'match.confirm': 'Confirmed',
  'deposit.split': 'Split',
  'deposit.off_job': 'Off-job',
  'income.assign': 'Assigned',
  'expense.tag': 'Tagged',
  'transaction.ignore': 'Ignored',
  'rule.make': 'Rule made',
  'rule.delete': 'Rule deleted',
  'settings.change': 'Settings',
  'connection.made': 'Connected',
  'connection.broken': 'Connection broken',
  'connection.mended': 'Connection mended',
  'digest.unsubscribe': 'Unsubscribed',
  undo: 'Taken back',
}

export function kindOf(action: string): string {
  return (
    kinds[action] ?? { member: 'People', connection: 'Connection' }[action.split('.')[0] ?? ''] ?? 'Change'
  )
}

/** With what an entry is taken back; null where this person cannot. */
export function undoIdOf(entry: Entry, role: Schemas['Role']): string | null {
  if (/^(settings|member)\./.test(entry.action) && role !== 'owner') return null
  return entry.undo_id ?? null
}

/** Which of these were taken back, and by which entry. Only what is loaded is known; the server knows all. */
export function takenBack(entries: readonly Entry[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const entry of entries) {
    const undone = (entry.before as { audit_id?: unknown } | null)?.audit_id
    if (entry.action === 'undo' && typeof undone === 'string') found.set(undone, entry.id)
  }
  return found
}

export interface FieldChange {
  field: string
  from: string | null
  to: string | null
}

const statuses: Record<string, string> = {
  open: 'open',
  auto_matched: 'matched by Oodaloo',
  confirmed: 'confirmed',
  split: 'split',
  off_job: 'off-job',
  ignored: 'ignored',
  tagged: 'tagged to a job',
  removed: 'removed by the bank',
  needs_reconnect: 'needs reconnecting',
}

const fields: Record<string, string> = {
  gross: 'Paid by clients',
  fee: 'Kept on the way',
  shares: 'For jobs',
  digest_to: 'Email to',
  alloc_method: 'Burden is shared',
  terms_days: 'Days to pay',
}

/** What changed, a field a line. What says nothing to a person (ids, versions) is left to the raw entry. */
export function changesOf(before: unknown, after: unknown, currency: string): FieldChange[] {
  const [left, right] = [record(before), record(after)]
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((key) => !/^(version|undone|action|.*_id|audit.*)$/.test(key))
    .map((key) => ({
      field: fields[key] ?? sentence(key),
      from: valueWords(key, left[key], currency),
      to: valueWords(key, right[key], currency),
    }))
    .filter((change) => change.from !== change.to)
}

function record(value: unknown): Record<string, unknown> {
  return value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function sentence(key: string): string {
  const words = key.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function valueWords(key: string, value: unknown, currency: string): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') {
    if (key === 'status') return statuses[value] ?? value.replaceAll('_', ' ')
    return /^-?\d+\.\d\d$/.test(value) ? formatMoney(value, currency) : value
  }
  if (typeof value === 'number') {
    // The engine notes cents; putting the point in is no arithmetic.
    return key === 'gross' || key === 'fee' ? formatMoney(pointed(value), currency) : String(value)
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return null
    return value.every((one) => typeof one === 'string' && one.length < 40 && !one.startsWith('Z2lkOi8v'))
      ? value.join(', ')
      : `${value.length} ${value.length === 1 ? key.replace(/s$/, '') : key.replaceAll('_', ' ')}`
  }
  const inner = Object.entries(record(value)).flatMap(([name, one]) => {
    const words = valueWords(name, one, currency)
    return words === null ? [] : [`${name}: ${words}`]
  })
  return inner.length ? inner.join(', ') : null
}

function pointed(cents: number): string {
  const sign = cents < 0 ? '-' : ''
  const digits = String(cents).replace('-', '').padStart(3, '0')
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

// What the tray shows of an item, purely: every item has the same shape here, whatever it asks about.
import type { Schemas } from '../api/client'
import { withDays } from '../lib/dates'
import { formatMoney } from '../lib/money'

export type Item = Schemas['ItemView']
export type Kind = Schemas['TrayKind']
type Suggestion = Schemas['SuggestionView']
type Job = Schemas['JobView']

/** What can be decided about one item, as the API takes it (without version and key). */
export type Act =
  | { kind: 'confirm'; candidate: number }
  | { kind: 'assign_job'; job_id: string }
  | { kind: 'split'; parts: Schemas['Part'][] }
  | { kind: 'off_job'; note?: string }
  | { kind: 'ignore'; note?: string }

/** One way to explain an item: a suggestion of payments, a job, or that it belongs to none. */
export interface Way {
  label: string
  /** "Sure", "Likely", "Unsure"; empty where nobody measured it. */
  words: string
  /** In percent, whole. Null where nobody measured it. */
  percent: number | null
  reasons: readonly { text: string; speaks: 'for' | 'against' | 'neither' }[]
  /** What changes, as the server says it. */
  delta: string
  payments: Suggestion['payments'] | null
  /** How many payments are inside, whether or not they may be shown. */
  count: number
  act: Act
}

export const kindWords: Record<Kind, string> = {
  unconfirmed_deposit: 'Deposit',
  off_job_income: 'No job?',
  expense_needs_job: 'Expense',
  personal_candidate: 'Personal?',
  conflict: 'Conflict',
  connection_broken: 'Connection',
}

export const kindSigns: Record<Kind, string> = {
  unconfirmed_deposit: '↓',
  off_job_income: '⇄',
  expense_needs_job: '↑',
  personal_candidate: '◌',
  conflict: '≠',
  connection_broken: '!',
}

export interface Line {
  id: string
  date: string
  description: string
  amount: string
}

/** The bank's line an item is about; null for a connection. */
export function lineOf(item: Item): Line | null {
  if (item.subject !== 'bank_transaction') return null
  return { id: item.bank_transaction_id, date: item.date, description: item.description, amount: item.amount }
}

export function isIncome(item: Item): boolean {
  const line = lineOf(item)
  return line !== null && !line.amount.startsWith('-')
}

const railNames: Record<string, string> = { jobber: 'Jobber', plaid: 'Bank' }

/** Who or what it is, for people. The raw text stays in the title and in the detail. */
export function whoOf(item: Item): string {
  if (item.subject === 'connection') return railNames[item.rail] ?? item.rail
  // The number of a check is all there is to know it by.
  if (/^check\W*\d+$/i.test(item.description)) return tidy(item.description)
  return tidy(item.name || item.description)
}

const small = new Set(['from', 'of', 'to', 'the', 'and', 'for', 'by', 'in', 'at', 'on'])
const kept = new Set(['ach', 'llc', 'atm', 'id', 'ref', 'pos', 'chk', 'usa', 'hvac', 'irs'])

/** "FERGUSON ENT5723 DENVER CO 10/14" → "Ferguson Ent Denver CO". What identifies a check or a deposit stays. */
export function tidy(description: string): string {
  const words = description
    .replace(/\b\d{1,2}\/\d{1,2}(\/\d{2,4})?\b/g, ' ')
    .replace(/([A-Za-z]{3,})(\d{3,})\b/g, '$1')
    .replace(/\s#?\d{6,}\b/g, ' ')
    // A reference nobody reads: letters and digits mixed, eight or more.
    .replace(/\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{8,}\b/g, ' ')
    .split(/\s+/)
    .filter(Boolean)
  // What announced the number that is gone.
  while (words.length > 1 && /^(id|ref|no|num|number|trace)$/i.test(words.at(-1) ?? '')) words.pop()
  const told = words.map((word, at) => {
    if (word !== word.toUpperCase()) return word
    const lower = word.toLowerCase()
    if (kept.has(lower) || /^[A-Z]{2}$/.test(word)) {
      return small.has(lower) ? (at === 0 ? capital(lower) : lower) : word
    }
    if (small.has(lower) && at > 0) return lower
    return lower
      .split('.')
      .map((part, n) => (n === 0 ? capital(part) : part))
      .join('.')
  })
  return told.join(' ') || description
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Where a rule starts from: the name, as rules see it, without what only this line has. */
export function patternOf(item: Item): string {
  if (item.subject !== 'bank_transaction') return ''
  return (item.name || item.description)
    .split(/\s+/)
    .filter((word) => !/\d/.test(word))
    .join(' ')
}

const notes: readonly [RegExp, string][] = [
  [/\bowner|\bmember (draw|contribution)/i, 'owner money'],
  [/\bloan|\blending|\bcapital adv/i, 'loan'],
  [/\birs\b|tax ref/i, 'tax refund'],
  [/\binterest\b/i, 'interest'],
  [/\binsur|\bclaim\b/i, 'insurance'],
  [/\brefund|\breturn\b|\brebate/i, 'refund'],
  [/\btransfer\b|\bxfer\b|\bsavings\b/i, 'transfer between own accounts'],
]

/** What income of no job plainly is, from the bank's own words. */
export function noteOf(item: Item): string | undefined {
  const line = lineOf(item)
  return line ? notes.find(([cue]) => cue.test(line.description))?.[1] : undefined
}

export const noteChoices = notes.map(([, note]) => note)

export function waysOf(item: Item): Way[] {
  const ways: Way[] = item.suggestions.slice(0, 5).map(ofSuggestion)
  for (const job of (item.job_suggestions ?? []).slice(0, 5 - ways.length)) ways.push(ofJob(job))
  if (item.type === 'off_job_income' && isIncome(item)) {
    const note = noteOf(item)
    const act: Act = note ? { kind: 'off_job', note } : { kind: 'off_job' }
    ways.push(plain(note ? `Income of no job: ${note}` : 'Income of no job', act))
  }
  if (item.type === 'personal_candidate') {
    ways.push(plain('Personal: not counted', { kind: 'ignore', note: 'personal' }))
  }
  return ways.slice(0, 5)
}

function plain(label: string, act: Act): Way {
  return { label, words: '', percent: null, reasons: [], delta: '', payments: null, count: 0, act }
}

/** Rounded down, so that nothing is called surer than it is: 99.98 % is not 100. */
function percentOf(confidence: number): number {
  return Math.floor(confidence * 100 + 1e-9)
}

function ofSuggestion(one: Suggestion): Way {
  return {
    label: paymentsLabel(one),
    words: one.words,
    percent: percentOf(one.confidence),
    reasons: one.reasons.map((reason) => ({
      text: reason.text,
      speaks: reason.speaks === 'for' || reason.speaks === 'against' ? reason.speaks : 'neither',
    })),
    delta: one.delta,
    payments: one.payments ?? null,
    count: one.payment_count,
    act: { kind: 'confirm', candidate: one.candidate },
  }
}

function paymentsLabel(one: Suggestion): string {
  const payments = one.payments ?? []
  const [first] = payments
  if (one.payment_count === 1 && first) {
    const invoices = first.invoices.length > 0 ? `, invoice ${first.invoices.join(', ')}` : ''
    return `${first.client_name ?? 'A payment'}${invoices}`
  }
  const names = [...new Set(payments.map((payment) => payment.client_name).filter((name) => name != null))]
  if (names.length === 0) return `${one.payment_count} payments`
  const more = names.length > 2 ? ` and ${names.length - 2} more` : ''
  return `${one.payment_count} payments: ${names.slice(0, 2).join(', ')}${more}`
}

function ofJob(job: Job): Way {
  const client = job.client_name ? `, ${job.client_name}` : ''
  return {
    label: `#${job.job_number} ${job.job_title}${client}`,
    words: job.words,
    percent: percentOf(job.confidence),
    reasons: job.reasons.map((text) => ({
      text: sentence(text),
      speaks: /^\d+ ways\b|\bafter its last day\b|\bbefore its first day\b/.test(text) ? 'against' : 'for',
    })),
    delta: '',
    payments: null,
    count: 0,
    act: { kind: 'assign_job', job_id: job.job_id },
  }
}

function sentence(text: string): string {
  return capital(withDays(text)) + (/[.!?]$/.test(text) ? '' : '.')
}

/** Whether a second way comes so close that the first alone would mislead. */
export function closeWays(ways: readonly Way[]): number {
  const best = ways[0]?.percent
  if (best == null || best >= 85) return 0
  const near = ways.filter((way) => way.percent != null && way.percent >= best - 10).length
  return near > 1 ? near : 0
}

/** "Job #442 +$1,240.00 of costs": nothing is computed, the amount is the line's own. */
export function costWords(item: Item, way: Way, currency = 'USD'): string {
  const line = lineOf(item)
  const number = way.label.split(' ')[0]
  return line ? `Job ${number} +${formatMoney(line.amount, currency, 'never')} costs` : ''
}

/** What the row says will change; the server's words wherever it has some. */
export function changeOf(item: Item, ways: readonly Way[], currency = 'USD'): string {
  const [best] = ways
  if (item.type === 'connection_broken') return 'new money is not seen until it is mended'
  if (!best) return ''
  if (best.delta) return best.delta
  if (best.act.kind === 'assign_job') return costWords(item, best, currency)
  if (best.act.kind === 'off_job') return 'explained; no job, no revenue'
  return 'left out of every figure'
}

/** Past tense of an act, until the server's own line comes. */
export function doneWords(act: Act, item: Item): string {
  const who = whoOf(item)
  switch (act.kind) {
    case 'confirm':
      return `Confirmed ${who}`
    case 'assign_job':
      return `Assigned ${who}`
    case 'split':
      return `Split ${who}`
    case 'off_job':
      return `Off-job: ${who}`
    case 'ignore':
      return `Ignored ${who}`
  }
}

/** Why an act makes no sense for an item; null when it does. */
export function whyNot(act: Act['kind'], item: Item): string | null {
  if (item.subject === 'connection') return 'A connection is mended on the Connections page.'
  if (isIncome(item)) return null
  if (act === 'off_job') return 'Only money in can be off-job. Assign a job with A, or ignore it with I.'
  if (act === 'split') return 'Only money in can be split. Assign a job with A, or ignore it with I.'
  return null
}

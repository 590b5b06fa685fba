// What was changed on the page and not saved yet, purely: what differs, in words, and what is sent.
import type { Schemas } from '../api/client'
import { formatMoney } from '../lib/money'

export type Settings = Schemas['SettingsView']
type Method = Schemas['AllocMethod']

/** The fields this page changes, as its controls hold them: amounts are text while they are written. */
export interface Draft {
  name: string
  time_zone: string
  weekly_burden: string
  alloc_method: Method
  earmarks: readonly Earmark[]
  terms_days: string
  digest_time: string
  digest_to: readonly string[]
  auto_threshold: number
}

interface Earmark {
  label: string
  amount: string
}

export type Field = keyof Draft

export function draftOf(settings: Settings): Draft {
  return {
    name: settings.name,
    time_zone: settings.time_zone,
    weekly_burden: settings.weekly_burden ?? '',
    alloc_method: settings.alloc_method,
    earmarks: Object.entries(settings.earmarks).map(([label, amount]) => ({ label, amount })),
    terms_days: String(settings.terms_days),
    digest_time: settings.digest_time,
    digest_to: settings.digest_to,
    auto_threshold: settings.auto_threshold,
  }
}

/** "$8,500" → "8500.00": what people write around an amount is left out; what is no amount stays as it is. */
export function plainAmount(text: string): string {
  const bare = text.replace(/[$,\s]/g, '')
  const found = /^(\d+)(?:\.(\d{0,2}))?$/.exec(bare)
  if (!found) return bare
  const whole = (found[1] ?? '').replace(/^0+(?=\d)/, '')
  return `${whole}.${(found[2] ?? '').padEnd(2, '0')}`
}

export const methods: Record<Method, string> = {
  revenue: 'what each job brought in',
  job_days: 'days worked on each',
  even: 'the same for each job',
}

const asked: Record<Field, string> = {
  name: 'Company name',
  time_zone: 'Time zone',
  weekly_burden: 'Weekly burden',
  alloc_method: 'Burden is shared by',
  earmarks: 'Set aside',
  terms_days: 'Payment terms',
  digest_time: 'Friday email at',
  digest_to: 'Friday email to',
  auto_threshold: 'Matches without asking from',
}

export interface Change {
  field: Field
  title: string
  before: string
  after: string
}

function inWords(draft: Draft, field: Field, currency: string): string {
  switch (field) {
    case 'weekly_burden':
      return draft.weekly_burden.trim() === '' ? 'not set' : money(plainAmount(draft.weekly_burden), currency)
    case 'alloc_method':
      return methods[draft.alloc_method]
    case 'earmarks':
      return (
        draft.earmarks
          .filter(written)
          .map((one) => `${one.label} ${money(plainAmount(one.amount), currency)}`)
          .join(', ') || 'nothing'
      )
    case 'terms_days':
      return draft.terms_days === '1' ? '1 day' : `${draft.terms_days} days`
    case 'digest_to':
      return draft.digest_to.join(', ') || 'nobody'
    case 'auto_threshold':
      return percent(draft.auto_threshold)
    default:
      return draft[field]
  }
}

const written = (one: Earmark) => one.label.trim() !== '' || one.amount.trim() !== ''

function money(amount: string, currency: string): string {
  return /^\d+\.\d\d$/.test(amount) ? formatMoney(amount, currency) : amount
}

/** 0.999 → "99.9 %", without the tails of floating point. */
export function percent(probability: number): string {
  return `${Number((probability * 100).toFixed(4))} %`
}

/** What differs, in the order of the page. */
export function changes(before: Draft, after: Draft, currency: string): Change[] {
  return (Object.keys(asked) as Field[]).flatMap((field) => {
    const [was, is] = [inWords(before, field, currency), inWords(after, field, currency)]
    return was === is ? [] : [{ field, title: asked[field], before: was, after: is }]
  })
}

/** The body of the request: the fields that differ, each as a whole. */
export function patchOf(before: Draft, after: Draft): Schemas['Patch'] {
  const patch: Schemas['Patch'] = {}
  for (const { field } of changes(before, after, 'USD')) {
    switch (field) {
      case 'weekly_burden':
        patch.weekly_burden = after.weekly_burden.trim() === '' ? null : plainAmount(after.weekly_burden)
        break
      case 'earmarks':
        patch.earmarks = Object.fromEntries(
          after.earmarks.filter(written).map((one) => [one.label.trim(), plainAmount(one.amount)]),
        )
        break
      case 'terms_days':
        patch.terms_days = Number(after.terms_days)
        break
      case 'digest_to':
        patch.digest_to = [...after.digest_to]
        break
      default:
        Object.assign(patch, { [field]: after[field] })
    }
  }
  return patch
}

/** What is plainly wrong, before anything is sent. The server has the last word. */
export function faults(draft: Draft): Partial<Record<Field, string>> {
  const found: Partial<Record<Field, string>> = {}
  const amount = (text: string) => /^\d{1,12}\.\d\d$/.test(plainAmount(text))
  if (draft.weekly_burden.trim() !== '' && !amount(draft.weekly_burden))
    found.weekly_burden = 'An amount, such as 8,500.'
  const marks = draft.earmarks.filter(written)
  if (marks.some((one) => one.label.trim() === '' || !amount(one.amount)))
    found.earmarks = 'Each needs a name and an amount.'
  else if (new Set(marks.map((one) => one.label.trim())).size < marks.length)
    found.earmarks = 'Two of them have the same name.'
  if (!/^\d{1,3}$/.test(draft.terms_days) || Number(draft.terms_days) > 365)
    found.terms_days = 'Whole days, at most 365.'
  if (draft.name.trim() === '') found.name = 'A company has a name.'
  if (!/^\d\d:\d\d$/.test(draft.digest_time)) found.digest_time = 'Hours and minutes, such as 07:00.'
  return found
}

/** After somebody else saved: what they changed since, and my own changes laid over theirs. */
export function rebase(base: Draft, mine: Draft, theirs: Draft): Draft {
  const kept = changes(base, mine, 'USD').map(({ field }) => [field, mine[field]])
  return { ...theirs, ...Object.fromEntries(kept) }
}

/** Of what the server says a save would change, what it does to runway: "runway 2.7 → 4.0 weeks". */
export function runwayIn(delta: string): string | null {
  return delta.split('; ').find((part) => part.startsWith('runway')) ?? null
}

// How the list of jobs is sorted and narrowed. The state is the address; the figures stay the server's text.
import type { Schemas } from '../api/client'
import { isNegative } from '../lib/money'

export type Job = Schemas['JobMargin']
export type SortKey = 'margin' | 'margin_pct' | 'banked' | 'costs' | 'burden' | 'title'
type Which = 'all' | 'winners' | 'losers'

export interface View {
  sort: SortKey
  /** Largest first, or Z to A. */
  down: boolean
  which: Which
  text: string
}

const keys: readonly SortKey[] = ['margin', 'margin_pct', 'banked', 'costs', 'burden', 'title']

export function viewOf(search: URLSearchParams): View {
  const sort = keys.find((key) => key === search.get('sort')) ?? 'margin'
  const which = search.get('show')
  return {
    sort,
    down: search.get('dir') ? search.get('dir') !== 'up' : sort !== 'title',
    which: which === 'winners' || which === 'losers' ? which : 'all',
    text: search.get('q') ?? '',
  }
}

/** The address of a view; what is usual is left out. */
export function searchOf(view: View): string {
  const search = new URLSearchParams()
  if (view.sort !== 'margin') search.set('sort', view.sort)
  if (view.down !== (view.sort !== 'title')) search.set('dir', view.down ? 'down' : 'up')
  if (view.which !== 'all') search.set('show', view.which)
  if (view.text) search.set('q', view.text)
  const text = search.toString()
  return text ? `?${text}` : ''
}

/** By a column; by the same column again, the other way round. */
export function sortedBy(view: View, sort: SortKey): View {
  return { ...view, sort, down: view.sort === sort ? !view.down : sort !== 'title' }
}

/** Which of two decimal texts is more, digit by digit: nothing is turned into a float. */
export function compareDecimals(one: string, other: string): number {
  const [left, right] = [parts(one), parts(other)]
  if (left.negative !== right.negative) return left.negative ? -1 : 1
  const size = compareText(left, right)
  return left.negative ? -size : size
}

function parts(text: string) {
  const [units = '', fraction = ''] = text.replace(/^[-+]/, '').split('.')
  const digits = `${units.replace(/^0+/, '')}.${fraction.replace(/0+$/, '')}`
  return { negative: isNegative(text) && digits !== '.', units: units.replace(/^0+/, ''), fraction }
}

function compareText(left: { units: string; fraction: string }, right: { units: string; fraction: string }) {
  if (left.units.length !== right.units.length) return left.units.length - right.units.length
  const width = Math.max(left.fraction.length, right.fraction.length)
  const a = left.units + left.fraction.padEnd(width, '0')
  const b = right.units + right.fraction.padEnd(width, '0')
  return a < b ? -1 : a > b ? 1 : 0
}

/** Winners have something left, losers have not. */
function isWanted(job: Job, view: View): boolean {
  if (view.which === 'losers' && !isNegative(job.margin)) return false
  if (view.which === 'winners' && (isNegative(job.margin) || /^[0.]+$/.test(job.margin))) return false
  const hay = `${job.title} ${whoseOf(job)}`.toLowerCase()
  return view.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word))
}

/** "#452 · Wash Park Yoga": what tells two jobs of one title apart. */
export function whoseOf(job: Job): string {
  return [job.number == null ? '' : `#${job.number}`, job.client_name ?? ''].filter(Boolean).join(' · ')
}

export function shown(jobs: readonly Job[], view: View): Job[] {
  const direction = view.down ? -1 : 1
  return jobs
    .filter((job) => isWanted(job, view))
    .sort((one, other) => {
      if (view.sort === 'title') return direction * one.title.localeCompare(other.title)
      const [a, b] = [one[view.sort], other[view.sort]]
      // What has no figure stands last, whichever way.
      if (a == null || b == null) return a == null ? (b == null ? 0 : 1) : -1
      return direction * compareDecimals(a, b)
    })
}

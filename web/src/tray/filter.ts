// What of the tray is shown. The filter is the URL: a link shows what its sender saw.
import { formatMoney } from '../lib/money'
import { type Item, type Kind, lineOf, waysOf, whoOf } from './model'

export type Group = 'all' | 'deposits' | 'expenses' | 'off-job' | 'personal' | 'problems'

export interface Filter {
  group: Group
  /** Only what has a suggestion of at least 85 %. */
  sure: boolean
  q: string
}

export const groupWords: Record<Group, string> = {
  all: 'All',
  deposits: 'Deposits',
  expenses: 'Expenses',
  'off-job': 'No job',
  personal: 'Personal',
  problems: 'Problems',
}

const groupOf: Record<Kind, Group> = {
  unconfirmed_deposit: 'deposits',
  expense_needs_job: 'expenses',
  off_job_income: 'off-job',
  personal_candidate: 'personal',
  conflict: 'problems',
  connection_broken: 'problems',
}

export function filterOf(params: URLSearchParams): Filter {
  const group = params.get('show') ?? 'all'
  return {
    group: group in groupWords ? (group as Group) : 'all',
    sure: params.get('sure') === '1',
    q: params.get('q') ?? '',
  }
}

export function paramsOf(filter: Filter, before: URLSearchParams): URLSearchParams {
  const params = new URLSearchParams(before)
  const put = (name: string, value: string) => (value ? params.set(name, value) : params.delete(name))
  put('show', filter.group === 'all' ? '' : filter.group)
  put('sure', filter.sure ? '1' : '')
  put('q', filter.q)
  return params
}

export function isFiltered(filter: Filter): boolean {
  return filter.group !== 'all' || filter.sure || filter.q.trim() !== ''
}

export function matches(item: Item, filter: Filter): boolean {
  if (filter.group !== 'all' && groupOf[item.type] !== filter.group) return false
  const ways = filter.sure || filter.q ? waysOf(item) : []
  if (filter.sure && (ways[0]?.percent ?? 0) < 85) return false
  const wanted = filter.q.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return true
  const line = lineOf(item)
  const amount = line ? `${line.amount} ${formatMoney(line.amount)}` : ''
  const hay = [
    whoOf(item),
    line?.description ?? '',
    line?.date ?? '',
    amount,
    ...ways.map((way) => way.label),
  ]
    .join(' ')
    .toLowerCase()
  return wanted.every((word) => hay.includes(word))
}

/** How many there are of each, for the labels. Kinds nobody has are left out. */
export function groupCounts(items: readonly Item[]): ReadonlyMap<Group, number> {
  const counts = new Map<Group, number>([['all', items.length]])
  for (const item of items) {
    const group = groupOf[item.type]
    counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  return counts
}

import { expect, test } from 'vitest'
import { filterOf, groupCounts, isFiltered, matches, paramsOf } from './filter'
import { deposit } from './fixtures'
import type { Item } from './model'

const none = filterOf(new URLSearchParams())
const expense = deposit({
  type: 'expense_needs_job',
  description: 'FERGUSON ENT5723',
  amount: '-2450.71',
} as Partial<Item>)

test('the URL and the filter are the same thing', () => {
  const filter = { group: 'expenses', sure: true, q: 'fer' } as const
  const params = paramsOf(filter, new URLSearchParams('company=co_1'))
  expect(String(params)).toBe('company=co_1&show=expenses&sure=1&q=fer')
  expect(filterOf(params)).toEqual(filter)
  expect(String(paramsOf(none, params))).toBe('company=co_1')
  expect(filterOf(new URLSearchParams('show=nonsense')).group).toBe('all')
  expect(isFiltered(none)).toBe(false)
})

test('finds by name, raw text, amount and suggestion', () => {
  for (const q of ['ferguson', 'ent5723', '2,450', '2450.71', 'FER ent']) {
    expect(matches(expense, { ...none, q }), q).toBe(true)
  }
  expect(matches(expense, { ...none, q: 'winsupply' })).toBe(false)
})

test('by kind and by how sure', () => {
  expect(matches(expense, { ...none, group: 'expenses' })).toBe(true)
  expect(matches(expense, { ...none, group: 'deposits' })).toBe(false)
  expect(matches(expense, { ...none, sure: true })).toBe(false)
  expect([...groupCounts([expense, deposit(), deposit()])]).toEqual([
    ['all', 3],
    ['expenses', 1],
    ['deposits', 2],
  ])
})

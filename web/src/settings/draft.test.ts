import { expect, test } from 'vitest'
import {
  changes,
  draftOf,
  faults,
  patchOf,
  percent,
  plainAmount,
  rebase,
  runwayIn,
  type Settings,
} from './draft'

const settings: Settings = {
  company_id: 'co_1',
  name: 'Cedar',
  time_zone: 'America/Denver',
  currency: 'USD',
  weekly_burden: '9200.00',
  alloc_method: 'revenue',
  earmarks: { Taxes: '4000.00' },
  account_labels: {},
  vips: [],
  disputed: [],
  terms_days: 30,
  digest_time: '07:00',
  digest_to: ['a@example.com'],
  auto_threshold: 0.999,
  flags: [],
  version: 3,
}
const before = draftOf(settings)

test('nothing changed is nothing sent', () => {
  expect(changes(before, draftOf(settings), 'USD')).toEqual([])
  expect(patchOf(before, { ...before, weekly_burden: ' $9,200 ' })).toEqual({})
  expect(patchOf(before, { ...before, earmarks: [...before.earmarks, { label: '', amount: '' }] })).toEqual(
    {},
  )
})

test('a change is told as before and after, and sent as the server wants it', () => {
  const after = { ...before, weekly_burden: '8,500', terms_days: '14' }
  expect(changes(before, after, 'USD')).toEqual([
    { field: 'weekly_burden', title: 'Weekly burden', before: '$9,200.00', after: '$8,500.00' },
    { field: 'terms_days', title: 'Payment terms', before: '30 days', after: '14 days' },
  ])
  expect(patchOf(before, after)).toEqual({ weekly_burden: '8500.00', terms_days: 14 })
})

test('a burden that is taken away is sent as null', () => {
  expect(patchOf(before, { ...before, weekly_burden: '' })).toEqual({ weekly_burden: null })
})

test('amounts stay text', () => {
  expect(plainAmount('8,500.5')).toBe('8500.50')
  expect(plainAmount('007')).toBe('7.00')
  expect(plainAmount('12345678901234567890')).toBe('12345678901234567890.00')
  expect(plainAmount('a lot')).toBe('alot')
})

test('what is plainly wrong is said before sending', () => {
  expect(faults(before)).toEqual({})
  expect(faults({ ...before, weekly_burden: '-5' }).weekly_burden).toBeDefined()
  expect(faults({ ...before, weekly_burden: '8.555' }).weekly_burden).toBeDefined()
  expect(faults({ ...before, earmarks: [{ label: 'Taxes', amount: '' }] }).earmarks).toBeDefined()
  expect(
    faults({
      ...before,
      earmarks: [
        { label: 'Taxes', amount: '1' },
        { label: 'Taxes ', amount: '2' },
      ],
    }).earmarks,
  ).toContain('same name')
  expect(faults({ ...before, terms_days: '400' }).terms_days).toBeDefined()
})

test('my changes lie over theirs', () => {
  const mine = { ...before, terms_days: '14' }
  const theirs = { ...before, terms_days: '21', digest_time: '06:30' }
  expect(rebase(before, mine, theirs)).toMatchObject({ terms_days: '14', digest_time: '06:30' })
})

test('a probability has no tail', () => {
  expect(percent(0.999)).toBe('99.9 %')
  expect(percent(0.9995)).toBe('99.95 %')
  expect(percent(1)).toBe('100 %')
})

test("what a save does to runway is the server's own sentence", () => {
  expect(runwayIn('weekly burden $12,850.00 → $8,000.00; runway 2.7 → 4.0 weeks')).toBe(
    'runway 2.7 → 4.0 weeks',
  )
  expect(runwayIn('payment terms (days) 30 → 21')).toBeNull()
})

import { expect, test } from 'vitest'
import { byDay, changesOf, type Entry, kindOf, takenBack, undoIdOf } from './entries'

const entry = (id: string, more: Partial<Entry> = {}): Entry => ({
  id,
  at: '2026-11-20T18:00:00Z',
  actor: { kind: 'person', id: 'u1' },
  who: 'ray',
  action: 'match.confirm',
  target_type: 'bank_transaction',
  target_id: 't1',
  summary: 'done',
  before: null,
  after: null,
  ...more,
})

test('entries stand under the day it was where the company is', () => {
  const late = entry('b', { at: '2026-11-21T05:00:00Z' })
  const next = entry('a', { at: '2026-11-21T08:00:00Z' })
  expect(byDay([next, late], 'America/Denver').map((one) => [one.day, one.entries.length])).toEqual([
    ['2026-11-21', 1],
    ['2026-11-20', 1],
  ])
  expect(byDay([], 'America/Denver')).toEqual([])
})

test('what has a way back is named as the server names it', () => {
  expect(undoIdOf(entry('aud_1'), 'dispatcher')).toBe('aud_1')
  expect(undoIdOf(entry('aud_1', { actor: { kind: 'rule', id: 'rule_7' } }), 'dispatcher')).toBe(
    'rule_7.aud_1',
  )
  expect(undoIdOf(entry('aud_1', { action: 'rule.make', target_id: 'rule_7' }), 'owner')).toBe('rule_7')
  expect(undoIdOf(entry('aud_1', { action: 'settings.change' }), 'owner')).toBe('aud_1')
  expect(undoIdOf(entry('aud_1', { action: 'settings.change' }), 'dispatcher')).toBeNull()
  expect(undoIdOf(entry('aud_1', { action: 'connection.made' }), 'owner')).toBeNull()
  expect(undoIdOf(entry('aud_1', { action: 'something.new' }), 'owner')).toBeNull()
})

test('what was taken back is known from the entry that did it', () => {
  const undo = entry('aud_2', { action: 'undo', after: { undone: 'aud_1' } })
  expect([...takenBack([undo, entry('aud_1')])]).toEqual([['aud_1', 'aud_2']])
})

test('before and after become words; ids and versions stay in the raw entry', () => {
  expect(
    changesOf(
      { status: 'open', version: 1 },
      { status: 'auto_matched', version: 2, gross: 506657, fee: 5, payments: ['Z2lkOi8vMQ', 'Z2lkOi8vMg'] },
      'USD',
    ),
  ).toEqual([
    { field: 'Status', from: 'open', to: 'matched by Oodaloo' },
    { field: 'Paid by clients', from: null, to: '$5,066.57' },
    { field: 'Kept on the way', from: null, to: '$0.05' },
    { field: 'Payments', from: null, to: '2 payments' },
  ])
  expect(
    changesOf(
      { weekly_burden: '7900.00', earmarks: { Tax: '100.00' }, name: 'A' },
      { weekly_burden: '8200.00', earmarks: { Tax: '100.00', Held: '-5.50' }, name: 'A' },
      'USD',
    ),
  ).toEqual([
    { field: 'Weekly burden', from: '$7,900.00', to: '$8,200.00' },
    { field: 'Earmarks', from: 'Tax: $100.00', to: 'Tax: $100.00, Held: −$5.50' },
  ])
  expect(changesOf(null, null, 'USD')).toEqual([])
})

test('an action of next year has a word, too', () => {
  expect([kindOf('match.auto'), kindOf('member.join'), kindOf('plan.approve')]).toEqual([
    'Matched',
    'People',
    'Change',
  ])
})

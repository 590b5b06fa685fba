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
  expect(byDay([next, late], 'America/Denver').map((one) => [one.day, one.lines.length])).toEqual([
    ['2026-11-21', 1],
    ['2026-11-20', 1],
  ])
  expect(byDay([], 'America/Denver')).toEqual([])
})

test('what was done together stands together, as long as nothing lies between', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) =>
    entry(id, { group: id === 'c' ? null : 'grp_1' }),
  ) as Entry[]
  const days = byDay([a, b, c, d] as Entry[], 'UTC')
  expect(days[0]?.lines.map((line) => line.entries.map((one) => one.id))).toEqual([['a', 'b'], ['c'], ['d']])
})

test('the server says what can be taken back; settings are for owners', () => {
  expect(undoIdOf(entry('aud_1', { undo_id: 'grp_1.aud_1' }), 'dispatcher')).toBe('grp_1.aud_1')
  expect(undoIdOf(entry('aud_1', { undo_id: null }), 'owner')).toBeNull()
  expect(undoIdOf(entry('aud_1'), 'owner')).toBeNull()
  const settings = entry('aud_1', { action: 'settings.change', undo_id: 'aud_1' })
  expect([undoIdOf(settings, 'owner'), undoIdOf(settings, 'dispatcher')]).toEqual(['aud_1', null])
})

test('what was taken back is known from the entry that did it', () => {
  const undo = entry('aud_2', { action: 'undo', before: { audit_id: 'aud_1', action: 'match.confirm' } })
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

import { expect, test } from 'vitest'
import { doesWhat, items, kinds, whyNot } from './words'

const none = () => undefined

test('every kind of rule says what it does', () => {
  for (const { kind } of kinds) expect(doesWhat({ kind, value: '' }).length).toBeGreaterThan(10)
  expect(doesWhat({ kind: 'vendor_to_jobtype', value: 'Repipe' })).toBe(
    'For Repipe: those jobs are suggested first',
  )
})

test('a line left alone has its reason, also one nobody has heard of', () => {
  expect(whyNot({ code: 'other_rule', rule_id: 'rule_1' }, () => 'HOME DEPOT PRO')).toBe(
    '“HOME DEPOT PRO” is more specific',
  )
  expect(whyNot({ code: 'decided', status: 'tagged' }, none)).toBe('on a job already')
  expect(whyNot({ code: 'decided', status: 'something_new' }, none)).toBe('decided already')
  expect(whyNot({ code: 'money_in' }, none)).toBe('money in may be revenue')
  expect(whyNot({ code: 'something_new' }, none)).toBe('left alone')
})

test('one is not many', () => {
  expect(items(1)).toBe('1 open item')
  expect(items(0)).toBe('0 open items')
})

import { expect, test } from 'vitest'
import { daysOf, isWeek, plusDays, todayIn, weekAfter, weekBefore, weekIn } from './week'

test('weeks go over the ends of years, short and long', () => {
  expect(weekBefore('2026-W01')).toBe('2025-W52')
  expect(weekBefore('2021-W01')).toBe('2020-W53')
  expect(weekAfter('2020-W53')).toBe('2021-W01')
  expect(weekAfter('2026-W47')).toBe('2026-W48')
})

test('a week is its Monday to its Sunday', () => {
  expect(daysOf('2026-W47')).toEqual({ first: '2026-11-16', last: '2026-11-22' })
  expect(daysOf('2020-W53')).toEqual({ first: '2020-12-28', last: '2021-01-03' })
})

test('what is no week is told apart', () => {
  expect(['2026-W47', '2020-W53'].map(isWeek)).toEqual([true, true])
  expect(['2026-W00', '2026-W54', '2021-W53', '2026-47', 'W47', ''].map(isWeek)).toEqual(Array(6).fill(false))
})

test('today is what it is where the company is', () => {
  const now = Date.parse('2026-11-23T03:00:00Z')
  expect(todayIn('America/Denver', now)).toBe('2026-11-22')
  expect(todayIn('Europe/Berlin', now)).toBe('2026-11-23')
  expect(weekIn('America/Denver', now)).toBe('2026-W47')
  expect(weekIn('Europe/Berlin', now)).toBe('2026-W48')
  expect(plusDays('2026-03-01', -1)).toBe('2026-02-28')
})

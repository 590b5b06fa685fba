import { expect, test } from 'vitest'
import { faultOf, isDay, months } from './period'

test('months end where they end', () => {
  expect(months('2026-03-05')).toEqual({
    thisMonth: { from: '2026-03-01', to: '2026-03-05' },
    lastMonth: { from: '2026-02-01', to: '2026-02-28' },
  })
  expect(months('2026-01-31').lastMonth).toEqual({ from: '2025-12-01', to: '2025-12-31' })
})

test('a period is two days in order, within a year', () => {
  expect(faultOf({ from: '2026-01-01', to: '2026-01-01' })).toBeNull()
  expect(faultOf({ from: '2026-01-01', to: '2027-01-01' })).toBeNull()
  expect(faultOf({ from: '2026-01-01', to: '2027-01-02' })).toMatch(/366/)
  expect(faultOf({ from: '2026-01-02', to: '2026-01-01' })).toMatch(/before/)
  expect(faultOf({ from: '', to: '2026-01-01' })).toMatch(/both/)
  expect([isDay('2026-13-01'), isDay(null), isDay('2026-12-01')]).toEqual([false, false, true])
})

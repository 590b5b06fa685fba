import { expect, test } from 'vitest'
import type { WeekView } from '../app/figures'
import { pointsOf } from './history'
import type { Tiles } from './words'

const email = (week: string, runway_weeks: string | null): WeekView => ({
  week,
  runway_weeks,
  status: 'sent',
  subject: '',
  as_of: '',
})
const tiles = { week: '2026-W02', runway_weeks: { state: 'value', weeks: '9.4' } } as unknown as Tiles

test('the last point is what the screen shows; a week without figure or without email is a gap', () => {
  const past = [email('2026-W02', '9.1'), email('2025-W52', null), email('2025-W51', '8.0')]
  expect(pointsOf('runway_weeks', past, tiles)).toEqual([
    { at: '2025-W51', value: '8.0' },
    { at: '2025-W52', value: null },
    { at: '2026-W01', value: null },
    { at: '2026-W02', value: '9.4' },
  ])
})

test('without emails there is only now', () => {
  expect(pointsOf('runway_weeks', [], tiles)).toEqual([{ at: '2026-W02', value: '9.4' }])
})

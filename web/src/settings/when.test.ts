import { expect, test } from 'vitest'
import { dueDay, nextFriday } from './when'

const zone = 'America/Denver'

test('the next Friday is one of the company, not of the browser', () => {
  // Saturday 01:00 in UTC is still Friday evening in Denver, and its email has gone.
  expect(nextFriday(zone, '07:00', Date.parse('2026-11-21T01:00:00Z'))).toBe('Friday, November 27, 2026')
  expect(nextFriday(zone, '07:00', Date.parse('2026-11-20T13:00:00Z'))).toBe('Friday, November 20, 2026')
  expect(nextFriday(zone, '07:00', Date.parse('2026-11-20T14:00:00Z'))).toBe('Friday, November 27, 2026')
})

test('an invoice falls due after its terms', () => {
  expect(dueDay(zone, 14, Date.parse('2026-11-21T01:00:00Z'))).toBe('Friday, December 4, 2026')
  expect(dueDay(zone, 0, Date.parse('2026-11-21T12:00:00Z'))).toBe('Saturday, November 21, 2026')
})

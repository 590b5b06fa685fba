import { expect, test } from 'vitest'
import { ago, formatDay, formatInstant } from './dates'

test('a business date never moves with the zone of the browser', () => {
  expect(formatDay('2026-03-01', '2026')).toBe('Mar 1')
  expect(formatDay('2025-12-31', '2026')).toBe('Dec 31, 2025')
  expect(formatDay('sometime', '2026')).toBe('sometime')
})

test("an instant is told in the company's zone", () => {
  const now = Date.parse('2026-11-20T18:00:00Z')
  expect(formatInstant('2026-11-20T15:10:00Z', 'America/Denver', now)).toMatch(/^8:10\sAM$/)
  expect(formatInstant('2026-11-20T03:10:00Z', 'America/Denver', now)).toMatch(/^Nov 19, 8:10\sPM$/)
})

test('how long ago, in words', () => {
  const now = Date.parse('2026-11-20T18:00:00Z')
  expect(ago('2026-11-20T17:59:40Z', now)).toBe('just now')
  expect(ago('2026-11-20T17:56:00Z', now)).toBe('4 min ago')
  expect(ago('2026-11-20T16:00:00Z', now)).toBe('2 h ago')
  expect(ago('2026-11-18T16:00:00Z', now)).toBe('2 days ago')
})

import { expect, test } from 'vitest'
import { neighbours } from './neighbours'

const all = ['2026-W46', '2026-W44', '2026-W43'].map((week) => ({ week }))

test('weeks without an email are passed over', () => {
  expect(neighbours('2026-W44', '2026-W47', all)).toEqual({ before: '2026-W43', after: '2026-W46' })
})

test('beyond the list it is the calendar, and after the last this week', () => {
  expect(neighbours('2026-W43', '2026-W47', all).before).toBe('2026-W42')
  expect(neighbours('2026-W46', '2026-W47', all).after).toBe('2026-W47')
  expect(neighbours('2026-W47', '2026-W47', all)).toEqual({ before: '2026-W46', after: '2026-W48' })
})

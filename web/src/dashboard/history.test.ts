import { expect, test, vi } from 'vitest'
import { pointsOf, walkBack } from './history'
import type { Tiles } from './words'

const tiles = (week: string, weeks: string, stale = false) =>
  ({ week, runway_weeks: { state: 'value', weeks }, data_health: { bank_stale: stale } }) as unknown as Tiles

test('the first gap before this week ends the walk', async () => {
  const stored = new Map([
    ['2026-W46', tiles('2026-W46', '9.0')],
    ['2026-W45', tiles('2026-W45', '8.0')],
    ['2026-W43', tiles('2026-W43', '1.0')],
  ])
  const read = vi.fn(async (week: string) => stored.get(week) ?? null)
  expect((await walkBack('2026-W47', read)).map((one) => one.week)).toEqual(['2026-W45', '2026-W46'])
  expect(read).toHaveBeenCalledTimes(4)
})

test('eight weeks are enough, and a company without emails costs two requests', async () => {
  const all = vi.fn(async (week: string) => tiles(week, '1.0'))
  expect(await walkBack('2026-W47', all)).toHaveLength(8)
  const none = vi.fn(async () => null)
  expect(await walkBack('2026-W47', none)).toEqual([])
  expect(none).toHaveBeenCalledTimes(2)
})

test('the last point is what the screen shows; a week without the bank has none', () => {
  const past = [
    { week: '2026-W45', tiles: tiles('2026-W45', '8.0', true) },
    { week: '2026-W46', tiles: tiles('2026-W46', '9.0') },
    { week: '2026-W47', tiles: tiles('2026-W47', '9.1') },
  ]
  expect(pointsOf('runway_weeks', past, tiles('2026-W47', '9.4'))).toEqual([
    { at: '2026-W45', value: null },
    { at: '2026-W46', value: '9.0' },
    { at: '2026-W47', value: '9.4' },
  ])
})

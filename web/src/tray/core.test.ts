import { expect, test } from 'vitest'
import { type Desk, type Event, empty, reduce } from './core'

const five = reduce(empty, { type: 'rows', order: ['a', 'b', 'c', 'd', 'e'] })
const after = (desk: Desk, ...events: Event[]) => events.reduce(reduce, desk)

test('opens on the first row', () => {
  expect(five.cursor).toBe('a')
})

test('moves, and stays inside', () => {
  expect(after(five, { type: 'move', to: 'next' }).cursor).toBe('b')
  expect(after(five, { type: 'move', to: 'previous' }).cursor).toBe('a')
  expect(after(five, { type: 'move', to: 'last' }, { type: 'move', to: 'next' }).cursor).toBe('e')
  expect(after(five, { type: 'move', to: 'page-down' }).cursor).toBe('e')
})

test('after an act the next row has the cursor, after the last one the one before it', () => {
  const on = (id: string) => after(five, { type: 'focus', id })
  expect(after(on('b'), { type: 'acted', ids: ['b'] }).cursor).toBe('c')
  expect(after(on('e'), { type: 'acted', ids: ['e'] }).cursor).toBe('d')
  expect(after(on('b'), { type: 'acted', ids: ['b', 'c', 'd'] }).cursor).toBe('e')
  expect(after(five, { type: 'acted', ids: ['a', 'b', 'c', 'd', 'e'] }).cursor).toBeNull()
})

test('other rows come and go without moving the cursor', () => {
  const on = after(five, { type: 'focus', id: 'c' })
  expect(after(on, { type: 'rows', order: ['x', 'c', 'a'] }).cursor).toBe('c')
  expect(after(on, { type: 'rows', order: ['a', 'b', 'd'] }).cursor).toBe('d')
})

test('a new order loses no selection', () => {
  const chosen = after(five, { type: 'select', id: 'b' }, { type: 'select', id: 'd' })
  expect([...after(chosen, { type: 'rows', order: ['d', 'c', 'b'] }).selected]).toEqual(['b', 'd'])
})

test('Shift extends from where it began, both ways', () => {
  const down = after(
    five,
    { type: 'focus', id: 'b' },
    { type: 'extend', to: 'next' },
    { type: 'extend', to: 'next' },
  )
  expect([...down.selected]).toEqual(['b', 'c', 'd'])
  expect(down.cursor).toBe('d')
  expect([...after(down, { type: 'extend-to', id: 'a' }).selected].sort()).toEqual(['a', 'b', 'c', 'd'])
})

test('Esc closes the inner thing first', () => {
  let desk = after(five, { type: 'select', id: 'a' }, { type: 'open', panel: 'split' })
  desk = reduce(desk, { type: 'close' })
  expect([desk.open, desk.panel]).toEqual([true, 'ways'])
  desk = reduce(desk, { type: 'close' })
  expect([desk.open, desk.selected.size]).toEqual([false, 1])
  expect(reduce(desk, { type: 'close' }).selected.size).toBe(0)
})

test('an open detail follows the cursor and forgets its panel', () => {
  const moved = after(five, { type: 'open', panel: 'rule' }, { type: 'move', to: 'next' })
  expect([moved.cursor, moved.open, moved.panel]).toEqual(['b', true, 'ways'])
})

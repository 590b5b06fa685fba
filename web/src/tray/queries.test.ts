import { expect, test } from 'vitest'
import { ApiError } from '../api/problem'
import { deposit } from './fixtures'
import type { Item } from './model'
import type { Entry } from './outbox'
import { rowsOf } from './queries'
import type { Talk } from './work'

const items = ['a', 'b', 'c'].map((id) => deposit({ id } as Partial<Item>))
const [a, b, c] = items as [Item, Item, Item]
const entry = (item: Item, kind: 'ignore' | 'undo' = 'ignore'): Entry => ({
  key: item.id,
  company: 'co',
  act: kind === 'undo' ? { kind, of: null, undo_id: 'x' } : { kind },
  item,
  index: 0,
  text: '',
  tries: 0,
  waiting: null,
})
const error = new ApiError('stale', 409, '', '', null, {}, null)
const talk = (item: Item, index: number, company = 'co'): [string, Talk] => [
  item.id,
  { company, item, index, act: { kind: 'ignore' }, error },
]
const none = { talks: new Map<string, Talk>(), restoring: new Map() }
const ids = (...args: Parameters<typeof rowsOf>) => rowsOf(...args).map((item) => item.id)

test('what is decided is gone before the server has answered', () => {
  expect(ids(items, [entry(b)], none, 'co')).toEqual(['a', 'c'])
})

test('what the server did not accept stands where it stood, though its list no longer has it', () => {
  expect(ids([a, c], [], { ...none, talks: new Map([talk(b, 1)]) }, 'co')).toEqual(['a', 'b', 'c'])
  expect(ids([a, c], [], { ...none, talks: new Map([talk(b, 1, 'other')]) }, 'co')).toEqual(['a', 'c'])
})

test('an undo puts the row back at once, even while its act is still on the way', () => {
  const restoring = new Map([['b', { item: b, index: 1 }]])
  expect(ids(items, [entry(b), entry(b, 'undo')], { ...none, restoring }, 'co')).toEqual(['a', 'b', 'c'])
  expect(ids([a, c], [entry(b, 'undo')], { ...none, restoring }, 'co')).toEqual(['a', 'b', 'c'])
})

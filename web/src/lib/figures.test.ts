import { expect, test } from 'vitest'
import { type Decision, summarise } from './figures'

const one = (ms: number, over: Partial<Decision> = {}): Decision => ({
  key: String(ms),
  act: 'confirm',
  ms,
  keys: 1,
  via: 'key',
  rank: 1,
  undone: false,
  ...over,
})

test('the session in a few figures', () => {
  expect(summarise([])).toBeNull()
  const all = [
    one(2000),
    one(9000, { undone: true }),
    one(4000, { rank: 2, keys: 3 }),
    one(5000, { via: 'button', rank: null }),
  ]
  expect(summarise(all)).toEqual({
    count: 4,
    medianSeconds: '4.5',
    byKey: 75,
    undone: 25,
    firstChosen: 67,
    keysEach: '1.5',
  })
})

import { expect, test } from 'vitest'
import { counted, fieldOf, mappingOf, packed, saidIn } from './layout'

test('what is said is sent, and what is taken back is not', () => {
  expect(mappingOf({ date: 'Posted', positive: '', description: 'Name+Memo' })).toEqual([
    'date=Posted',
    'description=Name+Memo',
  ])
})

test('what an earlier file was told is shown again', () => {
  expect(saidIn(['bank.date_order=dmy', 'amount=Sum (a=b)'])).toEqual({
    date_order: 'dmy',
    amount: 'Sum (a=b)',
  })
  expect(fieldOf('bank.positive')).toBe('positive')
  expect(fieldOf('date')).toBe('date')
})

test('a file arrives byte by byte, whatever its encoding', async () => {
  const bytes = new Uint8Array(100_000).map((_, n) => n % 256)
  const text = await packed(new Blob([bytes]))
  const raw = Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
  expect([...raw.slice(0, 2)]).toEqual([0x1f, 0x8b])
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream('gzip'))
  const back = new Uint8Array(await new Response(stream).arrayBuffer())
  expect(back).toEqual(bytes)
})

test('rows in words', () => {
  expect(counted(1, null, 0)).toBe('1 row')
  expect(counted(340, 12, 2)).toBe('340 rows, 12 of them new, 2 rows that cannot be read')
  expect(counted(5, 0, 0)).toBe('5 rows, none of them new')
  expect(counted(5, 5, 1)).toBe('5 rows, all new, 1 row that cannot be read')
})

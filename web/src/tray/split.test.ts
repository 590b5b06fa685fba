import { expect, test } from 'vitest'
import { centsOf, filling, type PartDraft, sumUp, type Target, textOf, toParts } from './split'

const job: Target = { kind: 'job', id: 'j1', label: '#1' }
const invoice: Target = { kind: 'invoice', id: 'i1', label: 'Invoice 1' }
const part = (key: number, amount: string, target: Target | null = job): PartDraft => ({
  key,
  amount,
  target,
})

test('arithmetic that is typed is understood, and nothing else', () => {
  expect(centsOf('400+25.50')).toBe(42550n)
  expect(centsOf('1,240.00 - 40')).toBe(120000n)
  expect(centsOf('$12')).toBe(1200n)
  expect(centsOf('.5')).toBe(50n)
  expect(centsOf('0.1+0.2')).toBe(30n)
  for (const no of ['', 'abc', '1.234', '1+', '2*3', '..', '1.2.3', '-']) expect(centsOf(no), no).toBeNull()
})

test('cents become text again, however many', () => {
  expect(textOf(5n)).toBe('0.05')
  expect(textOf(-120000n)).toBe('-1200.00')
  expect(centsOf(textOf(9007199254740993_00n))).toBe(9007199254740993_00n)
})

test('the remainder is live', () => {
  expect(sumUp('100.00', [part(1, '60'), part(2, '')]).remainder).toBe(4000n)
  expect(sumUp('100.00', [part(1, '60'), part(2, '50')]).remainder).toBe(-1000n)
  expect(sumUp('100.00', [part(1, '60+x')]).bad).toEqual(new Set([1]))
})

test('it can be saved only when nothing is left and every part says what it is for', () => {
  const why = (...parts: PartDraft[]) => sumUp('100.00', parts).why
  expect(why(part(1, '60'), part(2, '40', invoice))).toBeNull()
  expect(why(part(1, '60'), part(2, '40', invoice), part(3, '', null)), 'an empty line is no part').toBeNull()
  expect(why(part(1, '60'))).toMatch(/left/)
  expect(why(part(1, '60'), part(2, '50', invoice))).toMatch(/more/)
  expect(why(part(1, '60'), part(2, '40', null))).toMatch(/what it is for/)
  expect(why(part(1, '60'), part(2, '40'))).toMatch(/same thing/)
  expect(why(part(1, '100'), part(2, '0', invoice))).toMatch(/no amount/)
})

test('`=` makes a part fill what is left, its own amount included', () => {
  expect(filling('100.00', [part(1, '60'), part(2, '5')], 2)).toBe('40.00')
  expect(filling('100.00', [part(1, '120'), part(2, '')], 2)).toBe('')
})

test('parts as the API takes them', () => {
  const off: Target = { kind: 'off_job', label: 'Off-job', note: 'loan' }
  expect(toParts([part(1, '40+20'), part(2, '40', off), part(3, '', null)])).toEqual([
    { amount: '60.00', job_id: 'j1' },
    { amount: '40.00', off_job: true, note: 'loan' },
  ])
})

import { expect, test } from 'vitest'
import { deposit } from './fixtures'
import { changeOf, closeWays, type Item, noteOf, patternOf, tidy, waysOf, whoOf, whyNot } from './model'

const suggestion = (candidate: number, confidence: number, words: string) => ({
  candidate,
  confidence,
  words,
  payment_count: 1,
  gross: '329.00',
  fee: '0.00',
  net: '329.00',
  delta: 'invoice 1106 paid',
  reasons: [
    { speaks: 'for', text: 'The amount is the same to the cent.' },
    { speaks: 'against', text: 'There are 2 ways to explain this deposit.' },
  ],
  payments: [{ payment_id: 'p', client_name: 'Karen Reynolds', amount: '329.00', invoices: ['1106'] }],
})

test("a bank's text for people", () => {
  expect(tidy('FERGUSON ENT5723 DENVER CO 10/14')).toBe('Ferguson Ent Denver CO')
  expect(tidy('SUPPLYHOUSE.COM9552 DENVER CO 10/14')).toBe('Supplyhouse.com Denver CO')
  expect(tidy('Zelle payment from EMILY DONOVAN HW3MGIT8ZYKX')).toBe('Zelle payment from Emily Donovan')
  expect(tidy('CHECK 5221')).toBe('Check 5221')
  expect(tidy('MOBILE DEPOSIT REF 279619212')).toBe('Mobile Deposit')
  expect(tidy('DEPOSIT ID NUMBER 210189')).toBe('Deposit')
  expect(tidy('12345678')).not.toBe('')
})

test('a rule starts from what will be there the next time', () => {
  expect(patternOf(deposit({ name: 'FERGUSON ENT' } as Partial<Item>))).toBe('FERGUSON ENT')
  expect(patternOf(deposit({ name: 'ZELLE FROM DONOVAN HW3M' } as Partial<Item>))).toBe('ZELLE FROM DONOVAN')
})

test('a check is known by its number, all else by its name', () => {
  expect(whoOf(deposit({ name: 'CHECK', description: 'CHECK 5221' } as Partial<Item>))).toBe('Check 5221')
  expect(whoOf(deposit({ name: 'MOBILE DEPOSIT REF' } as Partial<Item>))).toBe('Mobile Deposit')
})

test('a suggestion of payments, in words', () => {
  const [way] = waysOf(deposit({ suggestions: [suggestion(0, 0.9998, 'Sure')] }))
  expect(way).toMatchObject({
    label: 'Karen Reynolds, invoice 1106',
    percent: 99,
    act: { kind: 'confirm', candidate: 0 },
  })
  expect(way?.reasons.map((reason) => reason.speaks)).toEqual(['for', 'against'])
})

test('a close second is told', () => {
  const two = waysOf(deposit({ suggestions: [suggestion(0, 0.5, 'Unsure'), suggestion(1, 0.49, 'Unsure')] }))
  expect(closeWays(two)).toBe(2)
  expect(closeWays(two.slice(0, 1))).toBe(0)
})

test('income of no job says what it is where the bank does', () => {
  const owner = deposit({
    type: 'off_job_income',
    description: 'ONLINE TRANSFER OWNER CONTRIBUTION',
  } as Partial<Item>)
  expect(noteOf(owner)).toBe('owner money')
  expect(waysOf(owner)[0]?.act).toEqual({ kind: 'off_job', note: 'owner money' })
})

test('the row tells what changes in the words of the server', () => {
  const item = deposit({ suggestions: [suggestion(0, 0.9, 'Likely')] })
  expect(changeOf(item, waysOf(item))).toBe('invoice 1106 paid')
})

test('what makes no sense for an item says why', () => {
  const out = deposit({ type: 'expense_needs_job', amount: '-8.00' } as Partial<Item>)
  expect(whyNot('off_job', out)).toMatch(/money in/)
  expect(whyNot('assign_job', out)).toBeNull()
  expect(whyNot('split', deposit())).toBeNull()
})

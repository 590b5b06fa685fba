import { expect, test } from 'vitest'
import { compareDecimals, type Job, searchOf, shown, sortedBy, viewOf, whoseOf } from './list'

const job = (title: string, margin: string, margin_pct: string | null = null): Job => ({
  job_id: title,
  title,
  margin,
  margin_pct,
  banked: '0.00',
  costs: '0.00',
  burden: '0.00',
})

const view = (text = '') => viewOf(new URLSearchParams(text))
const titles = (jobs: Job[]) => jobs.map((one) => one.title)

test('decimal texts are compared exactly, also beyond what a float holds', () => {
  const sorted = [
    '10.00',
    '9.99',
    '-0.01',
    '0.00',
    '-10.5',
    '9007199254740993.02',
    '9007199254740993.01',
  ].sort(compareDecimals)
  expect(sorted).toEqual([
    '-10.5',
    '-0.01',
    '0.00',
    '9.99',
    '10.00',
    '9007199254740993.01',
    '9007199254740993.02',
  ])
  expect(compareDecimals('-0.00', '0.00')).toBe(0)
  expect(compareDecimals('1.5', '1.50')).toBe(0)
  expect(compareDecimals('48.1', '-116.7')).toBeGreaterThan(0)
})

test('the address is the view, and what is usual is not in it', () => {
  for (const text of ['', '?sort=title', '?sort=title&dir=down', '?dir=up&show=losers&q=leak+hunt']) {
    expect(searchOf(view(text))).toBe(text)
  }
  expect(view('?sort=rubbish&show=rubbish')).toEqual({ sort: 'margin', down: true, which: 'all', text: '' })
})

test('a column again turns the order round; another begins its own way', () => {
  expect(sortedBy(view(), 'margin').down).toBe(false)
  expect(sortedBy(view(), 'title')).toMatchObject({ sort: 'title', down: false })
})

test('jobs are narrowed and sorted, what has no figure last', () => {
  const jobs = [job('Leak hunt', '80.00', '8.8'), job('Sewer', '-1400.00'), job('Repipe', '12300.00', '57.4')]
  expect(titles(shown(jobs, view()))).toEqual(['Repipe', 'Leak hunt', 'Sewer'])
  expect(titles(shown(jobs, view('?show=losers')))).toEqual(['Sewer'])
  expect(titles(shown(jobs, view('?show=winners&dir=up')))).toEqual(['Leak hunt', 'Repipe'])
  expect(titles(shown(jobs, view('?q=HUNT+leak')))).toEqual(['Leak hunt'])
  expect(titles(shown(jobs, view('?sort=margin_pct')))).toEqual(['Repipe', 'Leak hunt', 'Sewer'])
  expect(titles(shown(jobs, view('?sort=margin_pct&dir=up')))).toEqual(['Leak hunt', 'Repipe', 'Sewer'])
})

test('two jobs of one title are told apart by number and client, and found by them', () => {
  const one = { ...job('Repipe', '1.00'), number: 452, client_name: 'Wash Park Yoga' }
  const other = { ...job('Repipe', '2.00'), number: null, client_name: null }
  expect([whoseOf(one), whoseOf(other)]).toEqual(['#452 · Wash Park Yoga', ''])
  expect(shown([one, other], view('?q=yoga'))).toEqual([one])
  expect(shown([one, other], view('?q=%23452'))).toEqual([one])
})

import { expect, test } from 'vitest'
import { formatMoney, magnitude } from './money'

test('commas, cents and signs are put in without arithmetic', () => {
  expect(formatMoney('1240')).toBe('$1,240.00')
  expect(formatMoney('-1240.50')).toBe('−$1,240.50')
  expect(formatMoney('12345678901234567890.12')).toBe('$12,345,678,901,234,567,890.12')
  expect(formatMoney('5.00', 'USD', 'always')).toBe('+$5.00')
  expect(formatMoney('-5.00', 'USD', 'never')).toBe('$5.00')
  expect(formatMoney('18240.99', 'USD', 'auto', false)).toBe('$18,240')
  expect(formatMoney('7.00', 'CHF')).toBe('CHF 7.00')
})

test('the magnitude keeps every digit', () => {
  expect(magnitude('-0.10')).toBe('0.10')
})

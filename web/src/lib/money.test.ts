import { expect, test } from 'vitest'
import { formatMoney, magnitude } from './money'

test('commas, cents and signs are put in without arithmetic', () => {
  expect(formatMoney('1240')).toBe('$1,240.00')
  expect(formatMoney('-1240.50')).toBe('−$1,240.50')
  expect(formatMoney('12345678901234567890.12')).toBe('$12,345,678,901,234,567,890.12')
  expect(formatMoney('5.00', 'USD', 'always')).toBe('+$5.00')
  expect(formatMoney('-5.00', 'USD', 'never')).toBe('$5.00')
  expect(formatMoney('7.00', 'CHF')).toBe('CHF 7.00')
})

test('without cents it is rounded as in the Friday email: half away from zero, exactly', () => {
  const rounded = (amount: string) => formatMoney(amount, 'USD', 'auto', false)
  expect(rounded('18240.49')).toBe('$18,240')
  expect(rounded('18240.50')).toBe('$18,241')
  expect(rounded('-999.50')).toBe('−$1,000')
  expect(rounded('9999999999999.99')).toBe('$10,000,000,000,000')
})

test('the magnitude keeps every digit', () => {
  expect(magnitude('-0.10')).toBe('0.10')
})

import { expect, test } from 'vitest'
import { clock, shownText } from './text'

test('the stored copy has no link to unsubscribe, so no place for one is shown', () => {
  const text = 'Cash in  $0\n\nNo more digests (one click, no login):\n--oodaloo-unsubscribe-link--\n'
  expect(shownText(text)).toBe('Cash in  $0')
})

test('the hour as people say it', () => {
  expect(['07:00', '00:30', '12:05', '17:45'].map(clock)).toEqual([
    '7:00 AM',
    '12:30 AM',
    '12:05 PM',
    '5:45 PM',
  ])
})

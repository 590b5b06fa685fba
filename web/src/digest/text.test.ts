import { expect, test } from 'vitest'
import { shownText } from './text'

test('the stored copy has no link to unsubscribe, so no place for one is shown', () => {
  const text = 'Cash in  $0\n\nNo more digests (one click, no login):\n--oodaloo-unsubscribe-link--\n'
  expect(shownText(text)).toBe('Cash in  $0')
})

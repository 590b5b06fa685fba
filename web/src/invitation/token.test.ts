import { afterEach, expect, test } from 'vitest'
import { dropToken, takeToken } from './token'

afterEach(dropToken)

test('the token leaves the address bar and is there after signing in', () => {
  history.replaceState(null, '', '/join#abc.def')
  expect(takeToken()).toBe('abc.def')
  expect(location.hash).toBe('')
  // Back from the sign-in page: the address has no token any more.
  expect(takeToken()).toBe('abc.def')
  dropToken()
  expect(takeToken()).toBeNull()
})

import { expect, inject, test } from 'vitest'
import { openBrowser } from './person'

const browser = openBrowser()

test('the first rows need five requests, and nobody else is asked', async () => {
  const { page, requests, leave } = await browser.newPerson()
  await page.getByRole('row').nth(1).waitFor()
  // Signed in and everything known: the visit of every morning, with an empty cache.
  requests.length = 0
  await page.goto('/tray')
  await page.getByRole('row').nth(1).waitFor()
  const own = new URL(inject('up').spa_url).origin
  const until = requests.filter((url) => !url.startsWith('data:'))
  expect(until.filter((url) => new URL(url).origin !== own)).toEqual([])
  expect(until.length, until.join('\n')).toBeLessThanOrEqual(5)
  await leave()
})

test('the page forbids itself what it does not need', async () => {
  const answer = await fetch(inject('up').spa_url)
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain("'unsafe-inline'")
  expect(policy).not.toContain("'unsafe-eval'")
})

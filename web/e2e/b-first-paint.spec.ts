import { expect, inject, test } from 'vitest'
import { openBrowser } from './person'

const browser = openBrowser()

test('the first rows need five requests, and nobody else is asked', async () => {
  const { page, requests, quiet, leave } = await browser.newPerson()
  await page.locator('[data-row]').first().waitFor()
  await quiet()
  // When the first row is in the page: what was asked before that had to be waited for. (The icon is the browser's.)
  await page.addInitScript(() => {
    const seen = new MutationObserver(() => {
      if (!document.querySelector('[data-row]')) return
      performance.mark('first-row')
      seen.disconnect()
    })
    seen.observe(document, { childList: true, subtree: true })
  })
  requests.length = 0
  await page.goto('/tray')
  await page.locator('[data-row]').first().waitFor()
  await quiet()
  const own = new URL(inject('up').spa_url).origin
  const strange = requests.filter((url) => !url.startsWith('data:') && new URL(url).origin !== own)
  expect(strange).toEqual([])
  const before = await page.evaluate(() => {
    const at = performance.getEntriesByName('first-row')[0]?.startTime ?? 0
    return [
      'the page itself',
      ...performance
        .getEntriesByType('resource')
        .filter((one) => one.startTime < at && !one.name.endsWith('/icon.svg'))
        .map((one) => one.name),
    ]
  })
  expect(before.length, before.join('\n')).toBeLessThanOrEqual(5)
  await leave()
})

test('the page forbids itself what it does not need', async () => {
  const answer = await fetch(inject('up').spa_url)
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain("'unsafe-inline'")
  expect(policy).not.toContain("'unsafe-eval'")
})

// From a key to the paint of what it did, on a machine four times slower, with a hundred rows.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openBrowser } from './person'

const browser = openBrowser()
const wanted = 100
const limit = 100
const rounds = 6
const keys = [
  'j',
  'j',
  'j',
  'k',
  'x',
  'Shift+J',
  'Enter',
  'Escape',
  'Escape',
  'ArrowDown',
  'PageDown',
  'PageUp',
]

test('key to paint: p95 at most 100 ms', async () => {
  const { page, quiet, leave } = await browser.newPerson()
  // The demo company has about forty questions. The same ones again under other ids make a hundred rows.
  await page.route('**/api/v1/tray?*', async (route) => {
    const answer = await route.fetch()
    const body = (await answer.json()) as { items: { id: string }[]; count: number }
    const own = body.items
    const items = Array.from({ length: wanted }, (_, n) => {
      const item = own[n % own.length]
      return n < own.length ? item : { ...item, id: `${item?.id}-${n}` }
    })
    await route.fulfill({ response: answer, json: { ...body, items, count: items.length } })
  })
  await page.goto('/tray')
  await page.waitForFunction((n) => document.querySelectorAll('[data-row]').length === n, wanted)
  await quiet()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.evaluate(() => {
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Shift') return
        // From the press, by the browser's own clock, until the frame that shows it is done.
        requestAnimationFrame(() => {
          const channel = new MessageChannel()
          channel.port1.onmessage = () => {
            const { keyToPaint } = window as unknown as { keyToPaint: [string, number][] }
            keyToPaint.push([event.key, performance.now() - event.timeStamp])
          }
          channel.port2.postMessage(null)
        })
      },
      { capture: true },
    )
  })
  // Whatever else the machine does only adds: the best of three series is what the page itself takes.
  let best = Number.POSITIVE_INFINITY
  let figures = ''
  for (let series = 0; series < 3 && best > limit; series += 1) {
    const times = await press(page)
    expect(times.length).toBe(keys.length * rounds)
    const sorted = times.map(([, ms]) => ms).sort((a, b) => a - b)
    const at = (part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN
    const slowest = [...times].sort((a, b) => b[1] - a[1]).slice(0, 4)
    if (at(0.95) >= best) continue
    best = at(0.95)
    figures = `p50 ${at(0.5).toFixed(0)}, p95 ${best.toFixed(0)}, max ${at(1).toFixed(0)} ms; slowest ${slowest
      .map(([key, ms]) => `${key} ${ms.toFixed(0)}`)
      .join(', ')}`
  }
  console.info(`      key to paint, ${wanted} rows, 4x CPU, ${keys.length * rounds} keys: ${figures}`)
  expect(best, figures).toBeLessThanOrEqual(limit)
  await leave()
})

/** Every key some times; each with the milliseconds until its paint. */
async function press(page: Page): Promise<[string, number][]> {
  await page.evaluate(() => {
    Object.assign(window, { keyToPaint: [] })
  })
  for (let round = 0; round < rounds; round += 1) {
    for (const key of keys) {
      await page.keyboard.press(key)
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
    }
  }
  return page.evaluate(() => (window as unknown as { keyToPaint: [string, number][] }).keyToPaint)
}

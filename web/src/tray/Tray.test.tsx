import { QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CompanyProvider } from '../app/company'
import { DispatchProvider } from '../app/dispatch'
import { queries } from '../app/query'
import { singleKeys } from '../lib/prefs'
import { Toasts } from '../ui/toast'
import { deposit } from './fixtures'
import type { Item } from './model'
import { Tray } from './Tray'
import { outbox, work } from './work'

const company = {
  company_id: 'co',
  name: 'Cedar',
  role: 'owner',
  time_zone: 'America/Denver',
  currency: 'USD',
  flags: [],
}
const suggestion = {
  candidate: 0,
  confidence: 0.97,
  words: 'Sure',
  payment_count: 1,
  gross: '1',
  fee: '0.00',
  net: '1',
  delta: 'invoice 7 paid',
  reasons: [{ speaks: 'against', text: 'It could be another one.' }],
  payments: [{ payment_id: 'p', client_name: 'Karen', amount: '1', invoices: ['7'] }],
}
const named = (id: string, description: string, over: Partial<Item> = {}) =>
  deposit({
    id,
    bank_transaction_id: `b-${id}`,
    description,
    name: description,
    suggestions: [suggestion],
    ...over,
  } as Partial<Item>)

let items: Item[]
let sent: { path: string; body: Record<string, unknown>; key: string | null }[]
let asked: string[]
let answer: (path: string) => Response | null

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' },
  })

beforeEach(() => {
  items = [named('a', 'ALPHA'), named('b', 'BRAVO'), named('c', 'CHARLIE')]
  sent = []
  asked = []
  answer = () => null
  localStorage.clear()
  sessionStorage.clear()
  history.replaceState(null, '', '/tray')
  queries.clear()
  work.set({ done: [], talks: new Map(), restoring: new Map(), notice: null })
  singleKeys.set('on')
  vi.stubGlobal('fetch', async (input: Request | string) => {
    const url = new URL(typeof input === 'string' ? input : input.url, 'http://localhost')
    const path = url.pathname.replace('/api/v1', '')
    if (path === '/session') {
      const me = { user_id: 'u', companies: [company], next_cursor: null }
      const expires_at = new Date(Date.now() + 3_600_000).toISOString()
      return json({ access_token: 't', expires_at, email: 'ray@example.com', me })
    }
    if (input instanceof Request && input.method === 'POST') {
      const body = (await input.json()) as Record<string, unknown>
      const said = answer(path)
      if (!body.dry_run) sent.push({ path, body, key: input.headers.get('idempotency-key') })
      if (said) return said
      const id = path.split('/')[2]
      if (!body.dry_run && path !== '/undo') items = items.filter((item) => item.id !== id)
      return json({ result: {}, summary: 's', delta: 'as the server says', audit_id: `aud_${id}` })
    }
    if (path === '/audit') asked.push(url.search)
    if (path === '/tray') return json({ items, count: items.length, amount: '987.00', next_cursor: null })
    return json({ items: [], next_cursor: null })
  })
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

async function open() {
  const user = userEvent.setup()
  render(
    <QueryClientProvider client={queries}>
      <DispatchProvider>
        <CompanyProvider waiting={null} failed={() => null} none={null}>
          <Tray />
        </CompanyProvider>
        <Toasts />
      </DispatchProvider>
    </QueryClientProvider>,
  )
  await screen.findByText('Alpha')
  return user
}

const focused = () => document.activeElement?.getAttribute('data-row')
const settled = () => waitFor(() => expect(outbox.entries.get()).toEqual([]))

test('opens on the first row; one key confirms it and goes on to the next', async () => {
  const user = await open()
  expect(focused()).toBe('a')
  await user.keyboard('c')
  expect(focused()).toBe('b')
  expect(screen.queryByText('Alpha')).toBeNull()
  await settled()
  expect(sent).toMatchObject([{ path: '/tray/a/confirm', body: { candidate: 0, expected_version: 1 } }])
  expect(sent[0]?.key).toBeTruthy()
})

test('Z takes it back and the row has the focus again', async () => {
  const user = await open()
  await user.keyboard('jc')
  await settled()
  expect(focused()).toBe('c')
  items = [named('a', 'ALPHA'), named('b', 'BRAVO', { version: 9 }), named('c', 'CHARLIE')]
  await user.keyboard('z')
  await waitFor(() => expect(focused()).toBe('b'))
  await settled()
  expect(sent.at(-1)).toMatchObject({ path: '/undo', body: { undo_id: 'aud_b' } })
})

test('somebody was quicker: the row comes back, open, with who it was and three ways on', async () => {
  answer = (path) =>
    path === '/tray/a/confirm'
      ? json(
          {
            type: 'https://oodaloo.app/problems/stale',
            title: 'This has changed since you looked',
            status: 409,
            detail: 'sam has decided this meanwhile.',
            request_id: 'r',
            current: {
              decided: {
                who: 'sam',
                by: { kind: 'person' },
                at: '2026-11-20T16:14:00Z',
                summary: 'is Karen',
              },
              undo_id: 'aud_sam',
            },
          },
          409,
        )
      : null
  const user = await open()
  await user.keyboard('c')
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toMatch(/sam decided this at 9:14\sAM: is Karen/)
  expect(focused(), 'the focus stays where the work goes on').toBe('b')
  await user.click(screen.getByRole('button', { name: 'Look' }))
  await screen.findByText('Nobody has decided anything about this yet.')
  expect(asked.at(-1), 'the history of that row, not of the one at the cursor').toContain('target=b-a')
  answer = () => null
  items = [named('a', 'ALPHA', { version: 4 }), ...items.slice(1)]
  await user.click(screen.getByRole('button', { name: 'Replace it with mine' }))
  await waitFor(() =>
    expect(sent.at(-1)).toMatchObject({ path: '/tray/a/confirm', body: { expected_version: 4 } }),
  )
  expect(sent.at(-2)).toMatchObject({ path: '/undo', body: { undo_id: 'aud_sam' } })
  await settled()
})

test('letters do nothing once they are turned off; arrows and Enter do', async () => {
  const user = await open()
  act(() => singleKeys.set('off'))
  await user.keyboard('cij')
  expect(sent).toEqual([])
  await user.keyboard('{ArrowDown}{Enter}')
  expect(focused()).toBe('b')
  expect(document.querySelector('[data-row=b]')?.getAttribute('aria-expanded')).toBe('true')
  expect(screen.getByText('It could be another one.')).toBeTruthy()
})

test('the filter is in the URL, and what is filtered away says so', async () => {
  history.replaceState(null, '', '/tray?q=brav')
  const user = userEvent.setup()
  render(
    <QueryClientProvider client={queries}>
      <DispatchProvider>
        <CompanyProvider waiting={null} failed={() => null} none={null}>
          <Tray />
        </CompanyProvider>
      </DispatchProvider>
    </QueryClientProvider>,
  )
  await screen.findByText('Bravo')
  expect(screen.queryByText('Alpha')).toBeNull()
  await user.keyboard('/x')
  expect(await screen.findByText('Nothing fits this filter')).toBeTruthy()
  expect(location.search).toBe('?q=bravx')
})

test('money out cannot be split or off-job, and says why', async () => {
  items = [
    named('a', 'ALPHA', { type: 'expense_needs_job', amount: '-5.00', suggestions: [] } as Partial<Item>),
  ]
  const user = await open()
  await user.keyboard('o')
  expect((await screen.findAllByText(/Only money in can be off-job/)).length).toBeGreaterThan(0)
  expect(sent).toEqual([])
})

test('what is selected is decided together, and taken back together', async () => {
  const user = await open()
  await user.keyboard('x{Shift>}J{/Shift}i')
  expect(focused()).toBe('c')
  await settled()
  expect(sent.map(({ path }) => path)).toEqual(['/tray/a/ignore', '/tray/b/ignore'])
  items = [named('a', 'ALPHA', { version: 5 }), named('b', 'BRAVO', { version: 5 }), named('c', 'CHARLIE')]
  await user.keyboard('z')
  await waitFor(() => expect(focused()).toBe('a'))
  await settled()
  expect(sent.slice(2)).toMatchObject([{ body: { undo_id: 'aud_b' } }, { body: { undo_id: 'aud_a' } }])
  expect(await screen.findByText('Bravo')).toBeTruthy()
})

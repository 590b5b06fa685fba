import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { ConnectionCard } from './ConnectionCard'
import type { Connection } from './queries'

const bank: Connection = {
  rail: 'plaid',
  account: 'item_1',
  name: 'First Bank',
  status: 'active',
  why: null,
  notice: null,
  last_sync_at: '2026-11-20T16:00:00Z',
  connected_at: '2026-11-01T16:00:00Z',
  accounts: [
    {
      id: 'a1',
      name: 'Ray Cedar',
      mask: '4411',
      currency: 'USD',
      available: null,
      label: 'personal_mixed',
      labelled_by: 'guess',
      review: true,
    },
  ],
}

afterEach(cleanup)

function show(connection: Connection, mayChange = true) {
  const onMend = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ul>
        <ConnectionCard
          company_id="co_1"
          zone="America/Denver"
          connection={connection}
          mayChange={mayChange}
          busy={false}
          onMend={onMend}
          onChanged={vi.fn()}
        />
      </ul>
    </QueryClientProvider>,
  )
  return onMend
}

test('a broken login says what comes of it, and one button mends it', async () => {
  const onMend = show({ ...bank, status: 'needs_reconnect', why: 'ITEM_LOGIN_REQUIRED' })
  screen.getByText(/runway makes no claim/)
  await userEvent.click(screen.getByRole('button', { name: 'Reconnect' }))
  expect(onMend).toHaveBeenCalledOnce()
})

test('what it means to disconnect is said before it is done, and the way back has the focus', async () => {
  show(bank)
  await userEvent.click(screen.getByRole('button', { name: 'Disconnect First Bank' }))
  screen.getByText(/balances no longer count as cash/)
  expect(document.activeElement?.textContent).toBe('Keep it')
})

test('an account of a person is asked about', () => {
  show(bank)
  screen.getByText('Is this business money?')
  expect((screen.getByRole('combobox') as HTMLSelectElement).value).toBe('personal_mixed')
})

test('a dispatcher sees everything and presses nothing', () => {
  show({ ...bank, status: 'needs_reconnect', why: 'ITEM_LOGIN_REQUIRED' }, false)
  screen.getByText(/runway makes no claim/)
  expect(screen.queryAllByRole('button')).toEqual([])
  expect(screen.queryAllByRole('combobox')).toEqual([])
})

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '../api/problem'
import { takeBack } from '../api/undo'
import { Entry } from './Entry'
import type { Entry as EntryData } from './entries'

vi.mock('../api/undo', () => ({ takeBack: vi.fn() }))
vi.mock('../app/company', () => ({
  useCompany: () => ({ company: { company_id: 'co_1', time_zone: 'UTC', currency: 'USD', role: 'owner' } }),
}))

const taking = vi.mocked(takeBack)
const entry: EntryData = {
  id: 'aud_1',
  at: '2026-11-20T18:05:00Z',
  actor: { kind: 'person', id: 'u1' },
  who: 'ray',
  action: 'match.confirm',
  target_type: 'bank_transaction',
  target_id: 'txn=1',
  summary: '$5.00 of 2026-11-12 is Olivia',
  before: { status: 'open', version: 1 },
  after: { status: 'confirmed', version: 2 },
  undo_id: 'grp_1.aud_1',
}

function show(props: Partial<Parameters<typeof Entry>[0]> = {}) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ol>
        <Entry entry={entry} undoId="grp_1.aud_1" takenBackBy={null} alone={false} {...props} />
      </ol>
    </QueryClientProvider>,
  )
}

beforeEach(() => {
  taking.mockReset()
})
afterEach(cleanup)

test('an entry is a sentence; what changed unfolds in words, the raw entry beneath', async () => {
  show()
  expect(screen.getByRole('listitem').textContent).toContain('is Olivia')
  expect(screen.getByRole('link', { name: /Its history/ }).getAttribute('href')).toBe('/audit?target=txn%3D1')
  expect(screen.queryByText('Status')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: /What changed/ }))
  expect(screen.getByText('Status').nextSibling?.textContent).toMatch(/open.*confirmed/)
  expect(screen.getByText('Raw entry')).toBeTruthy()
})

test('it is taken back with the id that the server gave', async () => {
  taking.mockResolvedValue({ summary: 'Taken back' })
  show()
  await userEvent.click(screen.getByRole('button', { name: /^Take back: / }))
  expect(taking).toHaveBeenCalledExactlyOnceWith('co_1', 'grp_1.aud_1')
  expect(screen.queryByRole('alert')).toBeNull()
})

test('what was built on it is named, with a link to it', async () => {
  const members = { current: { undo_id: 'aud_9' } }
  const problem = new ApiError('stale', 409, '', 'kim has decided this meanwhile.', 'req-7', members, null)
  taking.mockImplementation(async () => {
    throw problem
  })
  show()
  await userEvent.click(screen.getByRole('button', { name: /^Take back: / }))
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain('It was not taken back. kim has decided this meanwhile.')
  expect(alert.textContent).toContain('req-7')
  expect(screen.getByRole('link', { name: 'See what stands in the way' }).getAttribute('href')).toBe(
    '/audit?target=txn%3D1#aud_9',
  )
})

test('what was taken back, or cannot be, offers no way back', () => {
  show({ takenBackBy: 'aud_2' })
  expect(screen.queryByRole('button', { name: /^Take back/ })).toBeNull()
  expect(screen.getByRole('link', { name: 'Taken back' }).getAttribute('href')).toBe('#aud_2')
})

import { expect, test } from 'vitest'
import type { Connection } from './queries'
import { healthOf, meaning } from './words'

const bank: Connection = {
  rail: 'plaid',
  account: 'item_1',
  name: 'First Bank',
  status: 'active',
  why: null,
  notice: null,
  last_sync_at: '2026-11-20T16:00:00Z',
  connected_at: '2026-11-01T16:00:00Z',
  accounts: [],
}

test('what works says no more than that', () => {
  expect(healthOf(bank)).toEqual({ tone: 'good', state: 'Working' })
})

test('what is broken says why, what comes of it, and how it is mended', () => {
  const health = healthOf({ ...bank, status: 'needs_reconnect', why: 'ITEM_LOGIN_REQUIRED' })
  expect(health).toMatchObject({ tone: 'bad', mend: 'Reconnect' })
  expect(health.effect).toContain('login again')
  expect(health.effect).toContain('runway')
  expect(healthOf({ ...bank, status: 'needs_reconnect', why: 'SOMETHING_NEW' }).effect).toContain(
    'Bank no longer lets us in.',
  )
})

test('what is announced can be done before it hurts', () => {
  const notice = { code: 'PENDING_DISCONNECT', at: '2026-11-20T16:00:00Z' }
  expect(healthOf({ ...bank, notice })).toMatchObject({ tone: 'warn', mend: 'Renew' })
  expect(healthOf({ ...bank, notice: { ...notice, code: 'UNHEARD_OF' } }).tone).toBe('good')
})

test('before the first look there is no claim', () => {
  expect(healthOf({ ...bank, last_sync_at: null }).tone).toBe('wait')
})

test('every label says whether it is cash', () => {
  expect(meaning('savings')).toBe('counts as cash')
  expect(meaning('card')).toContain('never cash')
})

// Items for tests.
import type { Item } from './model'

export function deposit(over: Partial<Item> = {}): Item {
  return {
    id: 'tray_1',
    type: 'unconfirmed_deposit',
    version: 1,
    impact: '10.00',
    subject: 'bank_transaction',
    bank_transaction_id: 'b1',
    account_id: 'a1',
    date: '2026-11-20',
    description: 'REMOTE ONLINE DEPOSIT',
    name: 'REMOTE ONLINE DEPOSIT',
    amount: '329.00',
    processor: 'CHECK',
    suggestions: [],
    ...over,
  } as Item
}

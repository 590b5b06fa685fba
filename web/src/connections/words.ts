// What a connection's state means to a person, and what comes of it.
import type { Connection, Label, Rail } from './queries'

const railName: Record<Rail, string> = { plaid: 'Bank', jobber: 'Jobber', csv: 'The file' }

export const labels: readonly { label: Label; name: string; means: string }[] = [
  { label: 'operating', name: 'Operating', means: 'counts as cash' },
  { label: 'savings', name: 'Savings', means: 'counts as cash' },
  { label: 'card', name: 'Card', means: 'owed, never cash' },
  { label: 'personal_mixed', name: 'Personal or mixed', means: 'never cash; asked about, never assumed' },
]

export function meaning(label: Label): string {
  return labels.find((one) => one.label === label)?.means ?? ''
}

export interface Health {
  tone: 'good' | 'wait' | 'warn' | 'bad'
  /** One or two words beside the name. */
  state: string
  /** What it means for the figures, and what to do. */
  effect?: string
  /** What the button says that mends it. */
  mend?: string
}

const broken: Record<string, string> = {
  ITEM_LOGIN_REQUIRED: 'The bank asks for its login again: a changed password, or it wants to see you.',
  ACCESS_NOT_GRANTED: 'The bank says that access was not given.',
  ITEM_LOCKED: 'The bank has locked the login. Unlock it with the bank first.',
  INVALID_CREDENTIALS: 'The bank no longer takes the login.',
  USER_PERMISSION_REVOKED: 'Access was taken back at the bank.',
  USER_ACCOUNT_REVOKED: 'Access to the account was taken back at the bank.',
  ITEM_NOT_FOUND: 'The bank no longer knows this connection.',
  APP_DISCONNECT: 'Somebody disconnected us in Jobber.',
  invalid_grant: 'Jobber no longer takes our key: we were disconnected there.',
}

export function healthOf(connection: Connection): Health {
  const { rail } = connection
  if (connection.status === 'needs_reconnect') {
    const cause = broken[connection.why ?? ''] ?? `${railName[rail]} no longer lets us in.`
    const effect =
      rail === 'plaid'
        ? 'Nothing new is read from these accounts until then, and runway makes no claim.'
        : 'Payments and jobs since then are missing, so deposits wait in the tray unexplained.'
    return { tone: 'bad', state: 'Needs you', effect: `${cause} ${effect}`, mend: 'Reconnect' }
  }
  switch (connection.notice?.code) {
    case 'PENDING_DISCONNECT':
    case 'PENDING_EXPIRATION':
      return {
        tone: 'warn',
        state: 'Ends soon',
        effect: 'It still works. The bank ends its consent in a few days; renewing it now misses nothing.',
        mend: 'Renew',
      }
    case 'NEW_ACCOUNTS_AVAILABLE':
      return {
        tone: 'warn',
        state: 'New account',
        effect: 'The bank has accounts of yours that we do not read. Money that arrives there is not seen.',
        mend: 'Choose accounts',
      }
  }
  if (rail === 'csv')
    return connection.last_sync_at
      ? { tone: 'good', state: 'By file' }
      : {
          tone: 'wait',
          state: 'By file',
          effect: 'Bring its first CSV: until then its balance is not known.',
        }
  if (!connection.last_sync_at)
    return {
      tone: 'wait',
      state: 'First look',
      effect: 'We read what is there for the first time. It takes a few minutes; you can leave.',
    }
  return { tone: 'good', state: 'Working' }
}

export const reads: Record<Rail, { reads: string[]; never: string[] }> = {
  plaid: {
    reads: [
      'posted transactions: day, amount, text',
      'balances of the accounts you choose',
      'the name and last digits of each',
    ],
    never: [
      'see or keep your bank login: it stays with Plaid',
      'move money: we cannot',
      'read accounts you did not choose',
    ],
  },
  csv: {
    reads: ['the rows of the files you bring: day, amount, text, balance'],
    never: ['ask the bank for anything'],
  },
  jobber: {
    reads: ['payments, payouts and invoices', 'jobs, visits, quotes and expenses', 'clients by name'],
    never: [
      'change or delete anything there: we only add the notes and tasks that you ask for',
      'write to your clients',
      'read messages or photos',
    ],
  },
}

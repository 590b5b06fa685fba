import { useMutation } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { ApiError } from '../api/problem'
import { Button } from '../ui/Button'
import { Notice, Refused } from '../ui/Notice'
import { say } from '../ui/toast'
import { dropLinking, keepLinking, type Linking } from './linking'
import { type Connection, connectBank, type Linked, linkToken, reconnected } from './queries'

const PlaidLink = lazy(() => import('./PlaidLink'))

interface BankLink {
  /** Opens Plaid's window: for a new bank, or to mend a connection. */
  start: (mend?: { account: string; selectAccounts: boolean }) => void
  /** Goes on where a bank's own page left off. */
  resume: (linking: Linking) => void
  busy: boolean
  /** What stands in the page meanwhile: progress, a refusal, a question. */
  shown: ReactNode
}

/** Connecting a bank, from the button to the first look. */
export function useBankLink(company_id: string, onConnected: (mended: boolean) => void): BankLink {
  const [open, setOpen] = useState<(Linking & { returned?: string }) | null>(null)
  const [left, setLeft] = useState<string | null>(null)
  const done = (mended: boolean, name: string | undefined) => {
    say(
      mended
        ? 'Thank you. We look at the bank again now.'
        : `${name ?? 'The bank'} is connected. The first look has begun.`,
    )
    onConnected(mended)
  }
  const ask = useMutation({
    mutationFn: async (mend: { account: string; selectAccounts: boolean } | undefined) => {
      const answer = await linkToken(company_id, mend?.account, mend?.selectAccounts)
      return { token: answer.link_token, company_id, account: mend?.account ?? null }
    },
    onSuccess: (linking) => {
      keepLinking(linking)
      setOpen(linking)
    },
  })
  const finish = useMutation({
    mutationFn: async ({
      linked,
      account,
      again,
    }: {
      linked: Linked
      account: string | null
      again: boolean
    }) =>
      account ? reconnected(company_id, { rail: 'plaid', account }) : connectBank(company_id, linked, again),
    onSuccess: (connection, { account }) => done(account !== null, connection.name),
  })
  const close = () => {
    setOpen(null)
    dropLinking()
  }
  const reset = () => {
    ask.reset()
    finish.reset()
    setLeft(null)
  }
  const stale = finish.error instanceof ApiError && finish.error.kind === 'stale' ? finish.error : null
  const shown = (
    <>
      {open ? (
        <Suspense fallback={<p role="status">Opening Plaid's window …</p>}>
          <PlaidLink
            token={open.token}
            {...(open.returned ? { returned: open.returned } : {})}
            onLinked={(linked) => {
              close()
              finish.mutate({ linked, account: open.account, again: false })
            }}
            onLeft={(why) => {
              close()
              setLeft(why)
            }}
          />
        </Suspense>
      ) : null}
      {finish.isPending ? <p role="status">Connecting …</p> : null}
      {left ? (
        <Notice
          tone="warn"
          alert
          title="The bank is not connected"
          actions={<Button onClick={reset}>Close</Button>}
        >
          <p>{left} Nothing was changed; try again whenever you like.</p>
        </Notice>
      ) : null}
      {ask.isError ? <Refused error={ask.error} title="Plaid's window could not be prepared" /> : null}
      {stale && finish.variables ? (
        <SameLogin
          error={stale}
          onKeep={reset}
          onAgain={() => finish.mutate({ ...finish.variables, again: true })}
        />
      ) : finish.isError ? (
        <Refused
          error={finish.error}
          title="The bank is not connected yet"
          actions={
            finish.variables ? (
              <Button onClick={() => finish.mutate(finish.variables)}>Try again</Button>
            ) : null
          }
        />
      ) : null}
    </>
  )
  return {
    start: (mend) => {
      reset()
      ask.mutate(mend)
    },
    resume: (linking) => setOpen({ ...linking, returned: location.href }),
    busy: ask.isPending || finish.isPending || open !== null,
    shown,
  }
}

/** The same login a second time: a conversation, since the money would be counted twice. */
function SameLogin({ error, onKeep, onAgain }: { error: ApiError; onKeep: () => void; onAgain: () => void }) {
  const current = error.members.current as Partial<Connection> | null | undefined
  return (
    <Notice
      tone="warn"
      alert
      title={`${current?.name ?? 'This bank'} is connected already`}
      actions={
        <>
          <Button variant="primary" onClick={onKeep}>
            Keep the one there is
          </Button>
          <Button onClick={onAgain}>Connect it all the same</Button>
        </>
      }
    >
      <p>
        It has an account of the same name and number. Connected twice, its money would be read twice: go on
        only if it is another login at the same bank.
      </p>
    </Notice>
  )
}

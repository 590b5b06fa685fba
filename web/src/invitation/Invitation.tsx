import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, ask, newKey } from '../api/client'
import { ApiError } from '../api/problem'
import { renew, session, signIn, signOut } from '../api/session'
import { Brand } from '../app/SignedOut'
import { useCell } from '../lib/store'
import { Button } from '../ui/Button'
import { Refused } from '../ui/Notice'
import css from './invitation.module.css'
import { dropToken, takeToken } from './token'

interface Joined {
  company_id: string
  name: string
  role: string
}

/** `/join#token`: the link of an invitation. Nobody joins by opening it: that takes the button. */
export default function Invitation() {
  const [token] = useState(takeToken)
  const key = useRef(newKey())
  const signedIn = useCell(session)
  useEffect(() => {
    document.title = 'Invitation · Oodaloo'
    if (session.get() === 'unknown') void renew().catch(() => session.set('out'))
  }, [])
  const join = useMutation({
    mutationFn: async (given: string) => {
      const answer = await ask(
        api.POST('/api/v1/invitations/accept', {
          params: { header: { 'Idempotency-Key': key.current } },
          body: { token: given },
        }),
      )
      return answer.result as unknown as Joined
    },
    onSuccess: (joined) => {
      dropToken()
      location.assign(`/tray?company=${encodeURIComponent(joined.company_id)}`)
    },
  })
  const gone = join.error instanceof ApiError && [404, 410].includes(join.error.status) ? join.error : null
  return (
    <main className={css.page}>
      <Brand />
      {!token ? (
        <>
          <h1>This link is incomplete</h1>
          <p>Open the whole link in the invitation's mail. If it was cut off, copy it by hand.</p>
        </>
      ) : gone ? (
        <>
          <h1>This invitation is no longer good</h1>
          <p>
            It was used, withdrawn, replaced by a newer one, or is older than seven days. Ask the owner for
            another.
          </p>
          <Button onClick={() => location.assign('/')}>To Oodaloo</Button>
        </>
      ) : signedIn === 'out' ? (
        <>
          <h1>You are invited to Oodaloo</h1>
          <p>Sign in, or make an account on the next page. You come back here to join.</p>
          <Button variant="primary" big onClick={() => signIn('/join')}>
            Sign in
          </Button>
        </>
      ) : (
        <>
          <h1>Join the company?</h1>
          <p>You become a member with the account you are signed in with. The link works once.</p>
          {join.isError ? <Refused error={join.error} title="You have not joined yet" /> : null}
          <Button
            variant="primary"
            big
            disabled={signedIn !== 'in' || join.isPending || join.isSuccess}
            onClick={() => join.mutate(token)}
          >
            {join.isPending || join.isSuccess ? 'Joining …' : 'Join'}
          </Button>
          <Button
            variant="quiet"
            disabled={signedIn !== 'in' || join.isPending}
            onClick={() => void signOut().catch(() => session.set('out'))}
          >
            Use another account
          </Button>
        </>
      )}
    </main>
  )
}

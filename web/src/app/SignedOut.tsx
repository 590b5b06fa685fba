import { useEffect, useRef } from 'react'
import { renew, session, signIn } from '../api/session'
import { useCell } from '../lib/store'
import { Button } from '../ui/Button'
import css from './shell.module.css'

/** The session, asked for at the start and again when the tab is looked at after an end. */
export function useSession() {
  const now = useCell(session)
  const wasIn = useRef(false)
  if (now === 'in') wasIn.current = true
  useEffect(() => {
    if (now !== 'out') return
    // Perhaps they signed in again in another tab.
    const look = () => {
      if (document.visibilityState === 'visible') void renew().catch(() => {})
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [now])
  return { session: now, wasIn: wasIn.current }
}

export function SignedOut() {
  const failed = new URLSearchParams(location.search).get('sign_in') === 'failed'
  return (
    <main className={css.gate}>
      <Brand />
      <h1>{failed ? 'Signing in did not work' : 'Sign in to see your tray'}</h1>
      <p>
        {failed
          ? 'It took too long, or was begun in another window. Try once more.'
          : 'You come back to this very page.'}
      </p>
      <Button variant="primary" big onClick={() => (failed ? signIn('/tray') : signIn())}>
        Sign in
      </Button>
    </main>
  )
}

export function SignedOutBar() {
  return (
    <div className={css.bar} role="alert">
      <span>
        <strong>Signed out.</strong> What you see stays; what was not saved yet is sent after you sign in.
      </span>
      <Button variant="primary" onClick={() => signIn()}>
        Sign in again
      </Button>
    </div>
  )
}

export function Brand() {
  return (
    <span className={css.brand}>
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#0d7a5f" />
        <circle cx="11.5" cy="16" r="5" fill="none" stroke="#fff" strokeWidth="3" />
        <circle cx="21.5" cy="16" r="5" fill="none" stroke="#fff" strokeWidth="3" />
      </svg>
      Oodaloo
    </span>
  )
}

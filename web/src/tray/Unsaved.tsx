import { useSyncExternalStore } from 'react'
import { useCell } from '../lib/store'
import { Button } from '../ui/Button'
import css from './tray.module.css'
import { outbox } from './work'

/** Whether the browser says that there is a connection. */
function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('online', listener)
      window.addEventListener('offline', listener)
      return () => {
        window.removeEventListener('online', listener)
        window.removeEventListener('offline', listener)
      }
    },
    () => navigator.onLine,
  )
}

/** What is decided and not on the server: said on every page until it is. */
export function Unsaved() {
  const online = useOnline()
  const entries = useCell(outbox.entries)
  const waiting = entries.some((entry) => entry.waiting !== null)
  const signedOut = entries.some((entry) => entry.waiting === 'session')
  if (online && (!waiting || signedOut)) return null
  const count = entries.length
  const things = count === 1 ? '1 decision is' : `${count} decisions are`
  return (
    <div className={css.unsaved} role="status">
      <p>
        {online ? <strong>No answer from Oodaloo.</strong> : <strong>You are offline.</strong>}{' '}
        {count > 0
          ? `${things} not saved, retrying.`
          : 'Go on: what you decide is kept here and sent when you are back.'}
      </p>
      {online ? <Button onClick={() => outbox.wake()}>Retry now</Button> : null}
    </div>
  )
}

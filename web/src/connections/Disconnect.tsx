import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Button } from '../ui/Button'
import { Notice, Refused } from '../ui/Notice'
import { say } from '../ui/toast'
import css from './connections.module.css'
import { type Connection, disconnect } from './queries'

interface Props {
  company_id: string
  connection: Connection
  onClose: () => void
  onChanged: () => void
}

/** What it means to disconnect, before it is done: the one thing here that no undo brings back. */
export function Disconnect({ company_id, connection, onClose, onChanged }: Props) {
  const keep = useRef<HTMLDivElement>(null)
  const bank = connection.rail !== 'jobber'
  const byFile = connection.rail === 'csv'
  const end = useMutation({
    mutationFn: () => disconnect(company_id, connection),
    onSuccess: () => {
      onChanged()
      say(`${connection.name} is disconnected. What was read stays.`)
    },
  })
  useEffect(() => keep.current?.querySelector('button')?.focus(), [])
  return (
    <div ref={keep}>
      <Notice
        tone="warn"
        title={`Disconnect ${connection.name}?`}
        actions={
          <>
            <Button onClick={onClose} disabled={end.isPending}>
              Keep it
            </Button>
            <Button variant="danger" onClick={() => end.mutate()} disabled={end.isPending}>
              {end.isPending ? 'Disconnecting …' : 'Disconnect'}
            </Button>
          </>
        }
      >
        <ul className={css.consequences}>
          {byFile ? null : <li>{bank ? 'Plaid' : 'Jobber'} is told, and our keys to it are destroyed.</li>}
          <li>What was read stays, with every decision.</li>
          <li>
            {bank
              ? 'Its balances no longer count as cash, so runway changes at once.'
              : 'New payments are not seen, so deposits wait in the tray unexplained.'}
          </li>
          <li>
            {byFile
              ? 'An account of the same name, made again, knows its rows.'
              : 'This cannot be undone, but you can connect it again.'}
          </li>
        </ul>
      </Notice>
      {end.isError ? <Refused error={end.error} title="It is still connected" /> : null}
    </div>
  )
}

import { useState } from 'react'
import { Button } from '../ui/Button'
import { say } from '../ui/toast'
import { Instant } from '../ui/When'
import { Accounts } from './Accounts'
import css from './connections.module.css'
import { Disconnect } from './Disconnect'
import { ImportForm } from './files/ImportForm'
import type { Connection } from './queries'
import { healthOf } from './words'

interface Props {
  company_id: string
  zone: string
  connection: Connection
  mayChange: boolean
  busy: boolean
  onMend: () => void
  onChanged: () => void
}

/** One connection: whether it works, what comes of it, what it reads. */
export function ConnectionCard({ company_id, zone, connection, mayChange, busy, onMend, onChanged }: Props) {
  const [leaving, setLeaving] = useState(false)
  const [bringing, setBringing] = useState(false)
  const byFile = connection.rail === 'csv'
  const health = healthOf(connection)
  return (
    <li className={css.connection}>
      <div className={css.head}>
        <h3>{connection.name}</h3>
        <State tone={health.tone}>{health.state}</State>
        <p className={css.read}>
          {connection.last_sync_at ? (
            <>
              Last read <Instant at={connection.last_sync_at} zone={zone} relative />
            </>
          ) : (
            <>
              Connected <Instant at={connection.connected_at} zone={zone} relative />
            </>
          )}
        </p>
        {byFile && !bringing ? (
          <span className={css.actions}>
            <Button onClick={() => setBringing(true)} aria-label={`Import a CSV for ${connection.name}`}>
              Import a CSV
            </Button>
          </span>
        ) : null}
        {mayChange ? (
          <span className={css.actions}>
            {health.mend ? (
              <Button variant="primary" onClick={onMend} disabled={busy}>
                {health.mend}
              </Button>
            ) : null}
            {leaving ? null : (
              <Button
                variant="quiet"
                onClick={() => setLeaving(true)}
                aria-label={`Disconnect ${connection.name}`}
              >
                Disconnect
              </Button>
            )}
          </span>
        ) : null}
      </div>
      {health.effect ? <p className={css.effect}>{health.effect}</p> : null}
      {bringing ? (
        <ImportForm
          company_id={company_id}
          connection={connection}
          onClose={() => setBringing(false)}
          onBrought={(made) => {
            setBringing(false)
            onChanged()
            say(`${made.file_name} is on its way into the books.`)
          }}
        />
      ) : null}
      {leaving ? (
        <Disconnect
          company_id={company_id}
          connection={connection}
          onClose={() => setLeaving(false)}
          onChanged={onChanged}
        />
      ) : null}
      {connection.accounts.length > 0 ? (
        <Accounts
          company_id={company_id}
          connection={connection}
          mayChange={mayChange}
          onChanged={onChanged}
        />
      ) : null}
    </li>
  )
}

const signs = { good: '✓', wait: '○', warn: '!', bad: '!' }

/** A state in words; the sign and the colour only repeat it. */
export function State({ tone, children }: { tone: keyof typeof signs; children: string }) {
  return (
    <span className={`${css.state} ${css[tone]}`}>
      <span aria-hidden="true">{signs[tone]}</span> {children}
    </span>
  )
}

import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { newKey } from '../../api/client'
import { Button } from '../../ui/Button'
import { Loaded } from '../../ui/Loaded'
import { Refused } from '../../ui/Notice'
import { say } from '../../ui/toast'
import { Instant } from '../../ui/When'
import type { Connection } from '../queries'
import css from './files.module.css'
import { Faults } from './ImportForm'
import { counted, statusName } from './layout'
import { accept, decline, type Import, useImports } from './queries'

interface Props {
  company_id: string
  zone: string
  /** Accounts of files. */
  accounts: readonly Connection[]
  onChanged: () => void
}

/** The files that came, what waits for somebody first. */
export function Imports({ company_id, zone, accounts, onChanged }: Props) {
  const imports = useImports(company_id)
  return (
    <Loaded query={imports} failed="The list of files did not load" rows={2}>
      {(all) =>
        all.length === 0 ? null : (
          <ul className={css.imports} aria-label="Files that came">
            {[...all]
              .sort((a, b) => Number(b.status === 'waiting') - Number(a.status === 'waiting'))
              .map((one) => (
                <Row
                  key={one.id}
                  company_id={company_id}
                  zone={zone}
                  one={one}
                  accounts={accounts}
                  onChanged={() => {
                    void imports.refetch()
                    onChanged()
                  }}
                />
              ))}
          </ul>
        )
      }
    </Loaded>
  )
}

function Row({ company_id, zone, one, accounts, onChanged }: Props & { one: Import }) {
  const name = accounts.find((account) => account.account === one.account)?.name
  const done = one.status === 'done'
  return (
    <li className={css.import}>
      <p>
        <strong>{one.file_name}</strong> <span className={css.state}>{statusName(one.status)}</span>
        <span className={css.muted}>
          {' '}
          from {one.from} <Instant at={one.at} zone={zone} relative />
          {name ? ` · ${name}` : ''}
        </span>
      </p>
      {one.status === 'reading' ? (
        <progress max={one.good} value={one.looked_at} aria-label={`${one.file_name} is on its way`} />
      ) : null}
      {one.good + one.bad > 0 ? (
        <p className={css.muted}>{counted(one.good, done ? one.added : null, one.bad)}.</p>
      ) : null}
      {one.why ? <p>{one.why}</p> : null}
      <Faults faults={one.faults} bad={one.bad} />
      {one.status === 'waiting' ? (
        <Waiting company_id={company_id} zone={zone} one={one} accounts={accounts} onChanged={onChanged} />
      ) : null}
    </li>
  )
}

function Waiting({ company_id, one, accounts, onChanged }: Props & { one: Import }) {
  const quotes = one.kind === 'quotes'
  const [account, setAccount] = useState(accounts[0]?.account ?? '')
  const keys = useRef({ accept: newKey(), decline: newKey() })
  const letIn = useMutation({
    mutationFn: () => accept(company_id, one, quotes ? null : account, keys.current.accept),
    onSuccess: () => {
      onChanged()
      say(`${one.file_name} is on its way into the books.`)
    },
    // Said otherwise, it is another request.
    onError: () => {
      keys.current.accept = newKey()
    },
  })
  const refuse = useMutation({
    mutationFn: () => decline(company_id, one, keys.current.decline),
    onSuccess: () => {
      onChanged()
      say(`${one.file_name} is declined.`)
    },
  })
  const busy = letIn.isPending || refuse.isPending
  return (
    <div className={css.buttons}>
      {quotes ? null : (
        <select
          aria-label={`Which account ${one.file_name} is of`}
          value={account}
          onChange={(event) => setAccount(event.target.value)}
        >
          {accounts.map((one) => (
            <option key={one.account} value={one.account}>
              {one.name}
            </option>
          ))}
        </select>
      )}
      <Button
        variant="primary"
        disabled={busy || !(quotes || account)}
        onClick={() => letIn.mutate()}
        title={quotes || account ? undefined : 'Make an account for files first.'}
      >
        Let it in
      </Button>
      <Button variant="quiet" disabled={busy} onClick={() => refuse.mutate()}>
        Decline
      </Button>
      {letIn.isError ? <Refused error={letIn.error} title="It still waits" /> : null}
      {refuse.isError ? <Refused error={refuse.error} title="It still waits" /> : null}
    </div>
  )
}

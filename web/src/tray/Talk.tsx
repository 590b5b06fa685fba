import { useState } from 'react'
import { wayOut } from '../api/problem'
import { useCompany } from '../app/company'
import { formatTime, withDays } from '../lib/dates'
import { Button } from '../ui/Button'
import { RequestId } from '../ui/states'
import css from './detail.module.css'
import { again, forget, refresh, replace, type Talk, takeBack } from './work'

interface Current {
  decided?: { who?: string | null; by?: { kind: string }; at: string; summary: string } | null
  undo_id?: string | null
  suggestions?: number
}

/** Somebody was quicker, or the server did not accept it: said in the row, with what can be done about it. */
export function TalkPanel({ talk, look: show }: { talk: Talk; look: () => void }) {
  const { company } = useCompany()
  const [busy, setBusy] = useState(false)
  const { error, item } = talk
  const current = (error.members.current ?? {}) as Current
  const { decided } = current
  const done = () => {
    forget([item.id])
    void refresh(talk.company, true)
  }
  const run = (work: Promise<void>) => {
    setBusy(true)
    void work.finally(() => setBusy(false))
  }
  const look = (
    <Button onClick={show} disabled={busy}>
      Look
    </Button>
  )

  if (decided) {
    const engine = decided.by?.kind === 'engine'
    const who = decided.who ?? (engine ? 'Oodaloo' : decided.by?.kind === 'rule' ? 'A rule' : 'Somebody')
    const at = formatTime(decided.at, company.time_zone)
    const { undo_id } = current
    return (
      <div className={css.talk} role="alert">
        <p>
          <strong>
            {who} decided this at {at}:
          </strong>{' '}
          {withDays(decided.summary)}
        </p>
        <div className={css.buttons}>
          <Button variant="primary" onClick={done} disabled={busy}>
            Keep theirs
          </Button>
          {look}
          {undo_id ? (
            <Button onClick={() => run(replace(talk, undo_id))} disabled={busy}>
              Replace it with mine
            </Button>
          ) : null}
        </div>
      </div>
    )
  }

  const standing = error.members.undo_id
  if (typeof standing === 'string') {
    return (
      <div className={css.talk} role="alert">
        <p>
          <strong>Decided before.</strong> {error.detail}
        </p>
        <div className={css.buttons}>
          <Button variant="primary" onClick={() => run(takeBack(talk, standing))} disabled={busy}>
            Undo that decision
          </Button>
          {look}
          <Button onClick={done} disabled={busy}>
            Leave it
          </Button>
        </div>
      </div>
    )
  }

  const isNew = error.kind === 'stale'
  const gone = error.kind === 'not-found'
  return (
    <div className={css.talk} role="alert">
      <p>
        <strong>
          {isNew ? 'This has changed since you looked.' : gone ? 'This is decided already.' : 'Not saved.'}
        </strong>{' '}
        {error.detail || error.title} {isNew || gone ? '' : wayOut(error)}
      </p>
      <div className={css.buttons}>
        <Button variant="primary" onClick={done} disabled={busy}>
          {isNew ? 'Look again' : gone ? 'Take it off the list' : 'Leave it open'}
        </Button>
        {isNew || gone ? look : null}
        {gone ? null : (
          <Button onClick={() => run(again(talk))} disabled={busy}>
            {isNew ? 'Do it all the same' : 'Try again'}
          </Button>
        )}
        {error.requestId ? <RequestId id={error.requestId} /> : null}
      </div>
    </div>
  )
}

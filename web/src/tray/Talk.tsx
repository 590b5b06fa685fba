import { useState } from 'react'
import { wayOut } from '../api/problem'
import { useCompany } from '../app/company'
import { useCommands } from '../app/dispatch'
import { formatTime, withDays } from '../lib/dates'
import { CommandButton } from '../ui/Button'
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
  const isNew = error.kind === 'stale'
  const gone = error.kind === 'not-found'
  const standing = decided ? null : error.members.undo_id
  const mine = () => {
    if (decided) return current.undo_id ? replace(talk, current.undo_id) : null
    if (typeof standing === 'string') return takeBack(talk, standing)
    return gone ? null : again(talk)
  }
  const can = () => !busy
  useCommands({
    'tray.keep': { run: done, enabled: can },
    'tray.look': { run: show, enabled: can },
    'tray.replace': {
      run: () => {
        const work = mine()
        if (work) run(work)
      },
      enabled: can,
    },
  })
  const look = (
    <CommandButton id="tray.look" disabled={busy}>
      Look
    </CommandButton>
  )

  if (decided) {
    const engine = decided.by?.kind === 'engine'
    const who = decided.who ?? (engine ? 'Oodaloo' : decided.by?.kind === 'rule' ? 'A rule' : 'Somebody')
    const at = formatTime(decided.at, company.time_zone)
    return (
      <div className={css.talk} role="alert">
        <p>
          <strong>
            {who} decided this at {at}:
          </strong>{' '}
          {withDays(decided.summary)}
        </p>
        <div className={css.buttons}>
          <CommandButton id="tray.keep" variant="primary" disabled={busy} />
          {look}
          {current.undo_id ? <CommandButton id="tray.replace" disabled={busy} /> : null}
        </div>
      </div>
    )
  }

  if (typeof standing === 'string') {
    return (
      <div className={css.talk} role="alert">
        <p>
          <strong>Decided before.</strong> {error.detail}
        </p>
        <div className={css.buttons}>
          <CommandButton id="tray.replace" variant="primary" disabled={busy}>
            Undo that decision
          </CommandButton>
          {look}
          <CommandButton id="tray.keep" disabled={busy}>
            Leave it
          </CommandButton>
        </div>
      </div>
    )
  }

  return (
    <div className={css.talk} role="alert">
      <p>
        <strong>
          {isNew ? 'This has changed since you looked.' : gone ? 'This is decided already.' : 'Not saved.'}
        </strong>{' '}
        {error.detail || error.title} {isNew || gone ? '' : wayOut(error)}
      </p>
      <div className={css.buttons}>
        <CommandButton id="tray.keep" variant="primary" disabled={busy}>
          {isNew ? 'Look again' : gone ? 'Take it off the list' : 'Leave it open'}
        </CommandButton>
        {isNew || gone ? look : null}
        {gone ? null : (
          <CommandButton id="tray.replace" disabled={busy}>
            {isNew ? 'Do it all the same' : 'Try again'}
          </CommandButton>
        )}
        {error.requestId ? <RequestId id={error.requestId} /> : null}
      </div>
    </div>
  )
}

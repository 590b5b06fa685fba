import { useMutation } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { newKey } from '../api/client'
import { takeBack } from '../api/undo'
import { withDays } from '../lib/dates'
import { Button } from '../ui/Button'
import { Refused } from '../ui/Notice'
import { ErrorState, Skeleton } from '../ui/states'
import { say } from '../ui/toast'
import { Day, Instant } from '../ui/When'
import { deleteRule, type Rule, useDeeds } from './queries'
import css from './rules.module.css'
import { doesWhat } from './words'

interface Props {
  company_id: string
  zone: string
  rule: Rule
  /** Who made it, as people know them. */
  by: string | undefined
  onChanged: () => void
}

/** A rule in the list; opened, what it did and how it ends. */
export function RuleRow({ company_id, zone, rule, by, onChanged }: Props) {
  const [open, setOpen] = useState(false)
  const panel = useId()
  return (
    <li className={css.rule}>
      <div className={css.line}>
        <span className={css.pattern}>{rule.pattern}</span>
        <span className={css.does}>{doesWhat(rule)}</span>
        <span className={css.made}>
          <Day day={rule.created_at.slice(0, 10)} />
          {by ? `, ${by}` : ''}
        </span>
        <Button
          variant="quiet"
          aria-expanded={open}
          aria-controls={panel}
          aria-label={`${open ? 'Close' : 'What it did, or end it'}: ${rule.pattern}`}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Close' : 'Details'}
        </Button>
      </div>
      <div id={panel} hidden={!open}>
        {open ? <Details {...{ company_id, zone, rule, onChanged }} /> : null}
      </div>
    </li>
  )
}

function Details({ company_id, zone, rule, onChanged }: Omit<Props, 'by'>) {
  const deeds = useDeeds(company_id, rule, true)
  const keys = useRef({ stop: newKey() })
  const stop = useMutation({
    mutationFn: () => deleteRule(company_id, rule.id, keys.current.stop),
    onSuccess: (answer) => {
      onChanged()
      const undo_id = answer.undo?.undo_id
      say({
        text: withDays(answer.summary),
        ...(undo_id
          ? { action: { label: 'Undo', run: () => void takeBack(company_id, undo_id).then(onChanged) } }
          : {}),
      })
    },
  })
  const undo = useMutation({
    mutationFn: () => takeBack(company_id, rule.undo_id),
    onSuccess: (answer) => {
      onChanged()
      // One act of the group is the rule itself.
      const back = Math.max(0, (answer.undone ?? 1) - 1)
      const left = answer.left ?? 0
      say({
        text: `The rule for ${rule.pattern} is gone; ${back === 1 ? '1 item is' : `${back} items are`} back in the tray${
          left ? `, ${left} stay as somebody decided since` : ''
        }.`,
        seconds: 10,
      })
    },
  })
  const busy = stop.isPending || undo.isPending
  const count = deeds.data?.deeds.length ?? 0
  return (
    <div className={css.details}>
      <h3>What it did</h3>
      {deeds.isError ? (
        <ErrorState title="The list did not come" error={deeds.error} retry={() => void deeds.refetch()} />
      ) : !deeds.data ? (
        <Skeleton rows={2} label="Looking what it did" />
      ) : count === 0 ? (
        <p className={css.quiet}>
          {deeds.data.all
            ? 'Nothing yet. It waits for the next line.'
            : 'Nothing among the latest 1,000 acts.'}
        </p>
      ) : (
        <ul className={css.deeds}>
          {deeds.data.deeds.slice(0, 8).map((deed) => (
            <li key={deed.id}>
              <Instant at={deed.at} zone={zone} /> <span>{withDays(deed.summary)}</span>
            </li>
          ))}
          {count > 8 ? <li className={css.quiet}>and {count - 8} more</li> : null}
        </ul>
      )}
      {stop.isError ? <Refused error={stop.error} title="The rule was not deleted" /> : null}
      {undo.isError ? <Refused error={undo.error} title="The rule was not taken back" /> : null}
      <div className={css.ends}>
        <div>
          <Button onClick={() => stop.mutate()} disabled={busy}>
            {stop.isPending ? 'Deleting …' : 'Delete'}
          </Button>
          <p>It decides nothing more. What it did stays.</p>
        </div>
        <div>
          <Button variant="danger" onClick={() => undo.mutate()} disabled={busy}>
            {undo.isPending ? 'Taking back …' : 'Delete and take back'}
          </Button>
          <p>
            {count > 0
              ? `The ${count === 1 ? 'item' : `${count} items`} it decided ${count === 1 ? 'comes' : 'come'} back to the tray. What people decided since stays.`
              : 'What it decided comes back to the tray.'}
          </p>
        </div>
      </div>
    </div>
  )
}

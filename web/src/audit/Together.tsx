import { useState } from 'react'
import { useCompany } from '../app/company'
import { formatTime, withDays } from '../lib/dates'
import { Button } from '../ui/Button'
import css from './audit.module.css'
import { Entry } from './Entry'
import { type Line, undoIdOf } from './entries'
import { InTheWay, useTakeBack } from './takeBack'

interface Props {
  line: Line & { group: string }
  undone: ReadonlyMap<string, string>
  alone: boolean
}

/** What was done together: one line, unfolded to its entries, taken back as a whole. */
export function Together({ line, undone, alone }: Props) {
  const { company } = useCompany()
  const [open, setOpen] = useState(false)
  const undo = useTakeBack(line.group)
  const first = line.entries[0]
  if (!first) return null
  const left = line.entries.filter((entry) => undoIdOf(entry, company.role) && !undone.has(entry.id))
  const rule = line.group.startsWith('rule_')
  const count = line.entries.length
  return (
    <li className={css.entry}>
      <time className={css.time} dateTime={first.at}>
        {formatTime(first.at, company.time_zone)}
      </time>
      <div className={css.said}>
        <p className={css.summary}>
          {count} done {rule ? 'by one rule' : 'together'}: {withDays(first.summary)}, and {count - 1} more
        </p>
        <p className={css.meta}>
          <span>{first.who}</span>
          <span>{rule ? 'Rule' : 'All at once'}</span>
          <button type="button" className={css.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Fold' : `Show all ${count}`}
          </button>
        </p>
        {undo.error ? (
          <InTheWay error={undo.error} target={first.target_id} retry={() => undo.mutate()} />
        ) : null}
      </div>
      {left.length > 0 ? (
        <Button
          variant="quiet"
          className={css.undo ?? ''}
          disabled={undo.isPending}
          onClick={() => undo.mutate()}
        >
          {undo.isPending ? 'Taking back' : rule ? 'Take back with its rule' : `Take back ${left.length}`}
        </Button>
      ) : null}
      {open ? (
        <ol className={css.inner}>
          {line.entries.map((entry) => (
            <Entry
              key={entry.id}
              entry={entry}
              undoId={undoIdOf(entry, company.role)}
              takenBackBy={undone.get(entry.id) ?? null}
              alone={alone}
            />
          ))}
        </ol>
      ) : null}
    </li>
  )
}

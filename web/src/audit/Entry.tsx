import { useState } from 'react'
import { Link } from 'wouter'
import { useCompany } from '../app/company'
import { formatTime, withDays } from '../lib/dates'
import { Button } from '../ui/Button'
import css from './audit.module.css'
import { changesOf, type Entry as EntryData, kindOf } from './entries'
import { InTheWay, useTakeBack } from './takeBack'

interface Props {
  entry: EntryData
  undoId: string | null
  /** The entry that took this one back. */
  takenBackBy: string | null
  /** The list is of this target alone already. */
  alone: boolean
}

export function Entry({ entry, undoId, takenBackBy, alone }: Props) {
  const { company } = useCompany()
  const undo = useTakeBack(undoId)
  const [open, setOpen] = useState(false)
  const summary = withDays(entry.summary)
  return (
    <li id={entry.id} className={takenBackBy ? `${css.entry} ${css.gone}` : css.entry}>
      <time className={css.time} dateTime={entry.at}>
        {formatTime(entry.at, company.time_zone)}
      </time>
      <div className={css.said}>
        <p className={css.summary}>{summary}</p>
        <p className={css.meta}>
          <span>{entry.who}</span>
          <span>{kindOf(entry.action)}</span>
          <button
            type="button"
            className={css.fold}
            aria-expanded={open}
            aria-controls={`${entry.id}-changes`}
            onClick={() => setOpen(!open)}
          >
            What changed
            <span className="visually-hidden">: {summary}</span>
          </button>
          {takenBackBy ? <a href={`#${takenBackBy}`}>Taken back</a> : null}
          {alone ? null : (
            <Link href={`/audit?target=${encodeURIComponent(entry.target_id)}`}>
              Its history
              <span className="visually-hidden">: {summary}</span>
            </Link>
          )}
        </p>
        {open ? <Changes id={`${entry.id}-changes`} entry={entry} /> : null}
        {undo.error ? (
          <InTheWay error={undo.error} target={entry.target_id} retry={() => undo.mutate()} />
        ) : null}
      </div>
      {undoId && !takenBackBy ? (
        <Button
          variant="quiet"
          className={css.undo ?? ''}
          disabled={undo.isPending}
          aria-label={`${entry.action === 'undo' ? 'Do it again' : 'Take back'}: ${summary}`}
          onClick={() => undo.mutate()}
        >
          {undo.isPending ? 'Taking back' : entry.action === 'undo' ? 'Do it again' : 'Take back'}
        </Button>
      ) : null}
    </li>
  )
}

/** Before and after in words; the raw entry is folded. */
function Changes({ id, entry }: { id: string; entry: EntryData }) {
  const { company } = useCompany()
  const changes = changesOf(entry.before, entry.after, company.currency)
  return (
    <div id={id}>
      {changes.length > 0 ? (
        <dl className={css.changes}>
          {changes.map((change) => (
            <div key={change.field}>
              <dt>{change.field}</dt>
              <dd>
                {change.from ?? 'nothing'} <span aria-hidden="true">→</span>
                <span className="visually-hidden"> became </span> {change.to ?? 'nothing'}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className={css.meta}>Nothing beside what the sentence says.</p>
      )}
      <details className={css.raw}>
        <summary>Raw entry</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keys */}
        <pre tabIndex={0}>{JSON.stringify(entry, null, 2)}</pre>
      </details>
    </div>
  )
}

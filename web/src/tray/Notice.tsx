import { wayOut } from '../api/problem'
import { useCell } from '../lib/store'
import { Button } from '../ui/Button'
import { RequestId } from '../ui/states'
import css from './tray.module.css'
import { dismissNotice, work } from './work'

/** What went wrong and belongs to no row; stays until it is read. */
export function Notice() {
  const { notice } = useCell(work)
  if (!notice) return null
  const { text, error } = notice
  return (
    <div className={css.notice} role="alert">
      <p>
        <strong>{text}.</strong> {error.detail || error.title} {wayOut(error)}
      </p>
      <span>
        {error.requestId ? <RequestId id={error.requestId} /> : null}
        <Button onClick={dismissNotice}>OK</Button>
      </span>
    </div>
  )
}

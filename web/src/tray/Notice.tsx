import { Link } from 'wouter'
import { wayOut } from '../api/problem'
import { pages } from '../app/pages'
import { useCell } from '../lib/store'
import { Button } from '../ui/Button'
import { RequestId } from '../ui/states'
import css from './tray.module.css'
import { dismissNotice, work } from './work'

const hasAudit = pages.some((page) => page.path.startsWith('/audit'))

/** What went wrong and belongs to no row; stays until it is read. */
export function Notice() {
  const { notice } = useCell(work)
  if (!notice) return null
  const { text, error } = notice
  return (
    <div className={css.notice} role="alert">
      <p>
        <strong>{text}.</strong> {error.detail || error.title} {wayOut(error)}{' '}
        {error.kind === 'stale' && hasAudit ? <Link href="/audit">See what was done since</Link> : null}
      </p>
      <span>
        {error.requestId ? <RequestId id={error.requestId} /> : null}
        <Button onClick={dismissNotice}>OK</Button>
      </span>
    </div>
  )
}

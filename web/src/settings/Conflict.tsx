import { formatInstant } from '../lib/dates'
import { Button } from '../ui/Button'
import { Notice } from '../ui/Notice'
import type { Change } from './draft'
import { Arrow } from './SaveBar'

interface Props {
  by: string
  at: string | null
  zone: string
  /** What they changed since this page was read. */
  theirs: readonly Change[]
  mine: readonly Change[]
  saving: boolean
  onKeepMine: () => void
  onTakeTheirs: () => void
}

/** Somebody else saved first: what they changed, what I was about to, and who gives way. */
export function Conflict({ by, at, zone, theirs, mine, saving, onKeepMine, onTakeTheirs }: Props) {
  const both = mine.some((one) => theirs.some((other) => other.field === one.field))
  const who = by === 'you' ? 'You changed these settings elsewhere' : `${by} changed these settings`
  return (
    <Notice
      tone="warn"
      alert
      title={at ? `${who} at ${formatInstant(at, zone)}` : who}
      actions={
        <>
          <Button variant="primary" onClick={onKeepMine} disabled={saving}>
            {both ? 'Keep mine' : 'Save mine as well'}
          </Button>
          <Button onClick={onTakeTheirs} disabled={saving}>
            Take theirs
          </Button>
        </>
      }
    >
      {theirs.length > 0 ? (
        <ul>
          {theirs.map((one) => (
            <Arrow key={one.field} change={one} />
          ))}
        </ul>
      ) : (
        <p>What they changed is nothing of this page.</p>
      )}
      <p>
        {both
          ? 'You both changed the same. Yours is not saved yet; nothing is lost until you choose.'
          : 'You changed something else. Yours is not saved yet; both can stand.'}
      </p>
    </Notice>
  )
}

import { Button } from '../ui/Button'
import type { Change } from './draft'
import css from './settings.module.css'

interface Props {
  changed: readonly Change[]
  faulty: boolean
  saving: boolean
  onSave: () => void
  onDiscard: () => void
}

/** What saving would change, before it does. */
export function SaveBar({ changed, faulty, saving, onSave, onDiscard }: Props) {
  return (
    <section className={css.bar} aria-label="Not saved yet">
      <ul className={css.changed}>
        {changed.map((one) => (
          <Arrow key={one.field} change={one} />
        ))}
      </ul>
      <div className={css.buttons}>
        {faulty ? <span className={css.error}>Something above is not right yet.</span> : null}
        <Button onClick={onDiscard} disabled={saving}>
          Discard
        </Button>
        <Button variant="primary" onClick={onSave} disabled={saving || faulty}>
          {saving ? 'Saving …' : 'Save'}
        </Button>
      </div>
    </section>
  )
}

export function Arrow({ change }: { change: Change }) {
  return (
    <li>
      {change.title}: <span className={css.was}>{change.before}</span> <span aria-hidden="true">→</span>
      <span className="visually-hidden"> becomes </span> <strong>{change.after}</strong>
    </li>
  )
}

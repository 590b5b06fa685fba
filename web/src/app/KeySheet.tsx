import { decisions, summarise } from '../lib/figures'
import { singleKeys } from '../lib/prefs'
import { useCell } from '../lib/store'
import { Dialog } from '../ui/Dialog'
import { Kbd } from '../ui/Kbd'
import { type Command, commands } from './commands'
import { chordLabel } from './keys'
import css from './palette.module.css'

const groups: readonly Command['group'][] = ['Decide', 'Move', 'Look', 'Select', 'Split', 'Go to', 'Anywhere']

/** Every key there is, from the table that makes them work. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const letters = useCell(singleKeys) === 'on'
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} wide>
      <label className={css.setting}>
        <input
          type="checkbox"
          checked={letters}
          onChange={(event) => singleKeys.set(event.target.checked ? 'on' : 'off')}
        />
        Single-letter keys {letters ? 'are on' : 'are off: arrows, Enter, Esc and Ctrl K still work'}
      </label>
      <SessionFigures />
      <div className={css.columns}>
        {groups.map((group) => (
          <section key={group} className={css.section}>
            <h3>{group}</h3>
            <ul>
              {[...commands.values()]
                .filter((command) => command.group === group && command.keys.length > 0)
                .map((command) => (
                  <li key={command.label} className={css.key}>
                    <span>{command.label}</span>
                    <span className={css.keys}>
                      {command.keysShown ? (
                        <Kbd>{command.keysShown}</Kbd>
                      ) : (
                        command.keys.map((keys) => <Key key={keys} keys={keys} />)
                      )}
                    </span>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

/** How it went so far, in this tab: nobody else is told. */
function SessionFigures() {
  const session = summarise(useCell(decisions))
  if (!session) return null
  const rank =
    session.firstChosen === null
      ? ''
      : ` The first suggestion was taken ${session.firstChosen} % of the time.`
  return (
    <p className={css.nothing}>
      This session: {session.count} decisions, {session.medianSeconds} s and {session.keysEach} keys each in
      the middle, {session.byKey} % by key, {session.undone} % undone.{rank} Kept in this tab alone.
    </p>
  )
}

/** Unlike the hint on a button, here the key is the text. */
function Key({ keys }: { keys: string }) {
  return (
    <>
      <Kbd>{chordLabel(keys)}</Kbd>
      <span className="visually-hidden">{chordLabel(keys)}</span>
    </>
  )
}

import { type ReactNode, useId, useState } from 'react'
import { Dialog } from '../ui/Dialog'
import { Kbd } from '../ui/Kbd'
import { type CommandId, commands } from './commands'
import { useCompany } from './company'
import { useDispatch } from './dispatch'
import { chordLabel } from './keys'
import css from './palette.module.css'

interface Choice {
  id: string
  label: string
  group: string
  words: string
  kbd: ReactNode
  run: () => void
}

/** Everything that can be done now, found by typing; or, with `companies`, the companies. */
export function Palette({ onClose, companies = false }: { onClose: () => void; companies?: boolean }) {
  const dispatch = useDispatch()
  const mine = useCompany()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const listId = useId()

  // Decided once: what can be done does not change while the palette covers it.
  const [all] = useState<Choice[]>(() =>
    companies
      ? mine.companies.map((one) => ({
          id: one.company_id,
          label: one.name,
          group: one.role,
          words: '',
          kbd: null,
          run: () => mine.switchTo(one),
        }))
      : [...commands]
          .filter(([id]) => dispatch.can(id) && id !== 'app.palette' && id !== 'tray.pick')
          .map(([id, command]) => ({
            id,
            label: command.label,
            group: command.group,
            words: command.words ?? '',
            kbd: command.keys[0] ? <Kbd>{chordLabel(command.keys[0])}</Kbd> : null,
            // After the dialog has given the focus back to where the command belongs.
            run: () => setTimeout(() => dispatch.run(id as CommandId, 'palette')),
          })),
  )
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = all.filter((one) => {
    const hay = `${one.label} ${one.group} ${one.words}`.toLowerCase()
    return wanted.every((word) => hay.includes(word))
  })
  const active = Math.min(at, found.length - 1)
  const choose = (choice: Choice | undefined) => {
    if (!choice) return
    onClose()
    choice.run()
  }

  return (
    <Dialog title={companies ? 'Switch company' : 'Find a command'} onClose={onClose}>
      <input
        className={css.input}
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found[active] ? `${listId}-${active}` : undefined}
        aria-label={companies ? 'Company' : 'Command'}
        placeholder="Type a word"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
          if (step) {
            event.preventDefault()
            const next = (active + step + found.length) % Math.max(1, found.length)
            setAt(next)
            document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' })
          } else if (event.key === 'Enter') {
            event.preventDefault()
            choose(found[active])
          }
        }}
      />
      <ul id={listId} role="listbox" aria-label="Found" className={css.list}>
        {found.map((one, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above has the keys
          <li
            key={one.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            tabIndex={-1}
            className={css.option}
            onClick={() => choose(one)}
          >
            <span>{one.label}</span>
            <span className={css.group}>{one.group}</span>
            {one.kbd}
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className={css.nothing}>Nothing is called so.</p> : null}
    </Dialog>
  )
}

import { useRef, useState } from 'react'
import type { Schemas } from '../api/client'
import { useCompany } from '../app/company'
import { useCommands } from '../app/dispatch'
import { formatMoney } from '../lib/money'
import { Button, CommandButton } from '../ui/Button'
import css from './detail.module.css'
import { type Item, lineOf } from './model'
import { filling, type PartDraft, sumUp, type Target, textOf, toParts } from './split'
import { TargetPicker } from './TargetPicker'
import { usePreview } from './usePreview'

interface Props {
  item: Item
  close: () => void
  save: (parts: Schemas['Part'][]) => void
}

const kinds = ['payment', 'invoice', 'job', 'off_job'] as const

/** What one deposit was for, part by part, until nothing is left. */
export default function SplitEditor({ item, close, save }: Props) {
  const { company } = useCompany()
  const whole = lineOf(item)?.amount ?? '0'
  const next = useRef(100)
  const [parts, setParts] = useState<PartDraft[]>(() => begun(item))
  const [focus, setFocus] = useState(parts[0]?.key ?? 0)
  const { remainder, bad, why } = sumUp(whole, parts)

  const change = (key: number, part: Partial<PartDraft>) =>
    setParts((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)))
  const add = () => {
    const key = next.current++
    setParts((all) => [...all, { key, amount: '', target: null }])
    setFocus(key)
  }
  const remove = (key: number) =>
    setParts((all) => (all.length > 1 ? all.filter((one) => one.key !== key) : all))
  const submit = () => {
    if (why === null) save(toParts(parts) as Schemas['Part'][])
  }
  const lineAt = () =>
    Number((document.activeElement as HTMLElement | null)?.closest<HTMLElement>('[data-part]')?.dataset.part)

  useCommands({
    'split.remainder': () => {
      const key = lineAt() || focus
      change(key, { amount: filling(whole, parts, key) })
    },
    // Enter goes on: to another part while something is left, to the end when nothing is.
    'split.add': () => (why === null ? submit() : remainder > 0n ? add() : undefined),
    'split.submit': { run: submit, enabled: () => why === null },
  })

  const delta = usePreview(
    item,
    why === null ? { kind: 'split', parts: toParts(parts) as Schemas['Part'][] } : null,
  )
  const left = formatMoney(textOf(remainder), company.currency)
  return (
    <form
      className={css.panel}
      data-keys="split"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <h2>
        What are the {formatMoney(whole, company.currency)} made of?{' '}
        <output className={remainder === 0n ? css.zero : css.remainder} aria-live="polite">
          {remainder === 0n
            ? 'Nothing is left'
            : remainder > 0n
              ? `${left} left`
              : `${left.slice(1)} too much`}
        </output>
      </h2>
      <ul className={css.parts}>
        {parts.map((part, at) => (
          <li key={part.key} data-part={part.key} className={css.part}>
            <input
              aria-label={`Amount of part ${at + 1}`}
              inputMode="decimal"
              autoComplete="off"
              placeholder="400+25.50"
              value={part.amount}
              aria-invalid={bad.has(part.key) || undefined}
              // biome-ignore lint/a11y/noAutofocus: opened, or added, by a key in order to type here
              autoFocus={part.key === focus}
              onChange={(event) => change(part.key, { amount: event.target.value })}
              className={css.amount}
            />
            <TargetPicker
              label={`What part ${at + 1} is for`}
              placeholder="Invoice, job, client, or off-job"
              kinds={kinds}
              value={part.target}
              onChoose={(target) => change(part.key, { target })}
            />
            <Button variant="quiet" onClick={() => remove(part.key)} disabled={parts.length === 1}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <div className={css.buttons}>
        <CommandButton id="split.remainder" />
        <Button onClick={add} kbd="Enter">
          Add a part
        </Button>
        <Button type="submit" variant="primary" disabled={why !== null} kbd={why === null ? 'Enter' : null}>
          Save the split
        </Button>
        <Button variant="quiet" onClick={close} kbd="Esc">
          Cancel
        </Button>
        <span className={css.why}>{why ?? delta}</span>
      </div>
    </form>
  )
}

/** Where one begins: what an earlier split of it had, or two empty parts. */
function begun(item: Item): PartDraft[] {
  const draft = item.draft ?? []
  if (draft.length === 0) return [1, 2].map((key) => ({ key, amount: '', target: null }))
  return draft.map((part, at) => ({ key: at + 1, amount: part.amount, target: targetOf(part) }))
}

function targetOf(part: Schemas['DraftView']): Target {
  const { to, what: label } = part
  if (to.kind === 'payment') return { kind: 'payment', id: to.payment_id, label }
  if (to.to.kind === 'invoice') return { kind: 'invoice', id: to.to.invoice_id, label }
  if (to.to.kind === 'job') return { kind: 'job', id: to.to.job_id, label }
  return { kind: 'off_job', label, ...(to.to.note ? { note: to.to.note } : {}) }
}

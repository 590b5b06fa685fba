import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { Refused } from '../../ui/Notice'
import { say } from '../../ui/toast'
import type { Label } from '../queries'
import { labels } from '../words'
import css from './files.module.css'
import { makeAccount } from './queries'

interface Props {
  company_id: string
  onMade: () => void
  onClose: () => void
}

/** An account of a bank that cannot be connected. */
export function NewAccount({ company_id, onMade, onClose }: Props) {
  const [name, setName] = useState('')
  const [label, setLabel] = useState<Label>('operating')
  const make = useMutation({
    mutationFn: () => makeAccount(company_id, name.trim(), label),
    onSuccess: () => {
      say(`${name.trim()} is there. Bring its first file.`)
      onMade()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() && !make.isPending) make.mutate()
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <Field label="Bank and account" hint="Such as First Credit Union 4471.">
        <input value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field
        label="What it is for"
        hint="Its balance is what its latest file says; until then it is not known."
      >
        <select value={label} onChange={(event) => setLabel(event.target.value as Label)}>
          {labels.map((one) => (
            <option key={one.label} value={one.label}>
              {one.name}: {one.means}
            </option>
          ))}
        </select>
      </Field>
      {make.isError ? <Refused error={make.error} title="The account was not made" /> : null}
      <div className={css.buttons}>
        <Button type="submit" variant="primary" disabled={!name.trim() || make.isPending}>
          {make.isPending ? 'Making …' : 'Make account'}
        </Button>
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

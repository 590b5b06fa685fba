import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { newKey } from '../api/client'
import { ApiError } from '../api/problem'
import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import { Refused } from '../ui/Notice'
import { say } from '../ui/toast'
import { invite, type Role } from './queries'
import css from './settings.module.css'

/** Asks somebody to join: the link goes to their address alone. */
export function InviteForm({ company_id, onChanged }: { company_id: string; onChanged: () => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('dispatcher')
  const act = useRef({ body: '', key: '' })
  const ask = useMutation({
    mutationFn: () => {
      const body = `${email.trim()} ${role}`
      if (act.current.body !== body) act.current = { body, key: newKey() }
      return invite(company_id, { email: email.trim(), role }, act.current.key)
    },
    onSuccess: () => {
      say(`${email.trim()} is invited. The link in the mail is good for seven days and one person.`)
      setEmail('')
      act.current = { body: '', key: '' }
      onChanged()
    },
  })
  const problem = ask.error instanceof ApiError ? ask.error : null
  const field = problem?.status === 422 ? (problem.fields[0]?.detail ?? problem.detail) : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (email.trim() && !ask.isPending) ask.mutate()
  }
  return (
    <form className={css.invite} onSubmit={submit}>
      <Field label="Invite by email" error={field}>
        <input
          type="email"
          required
          value={email}
          autoComplete="off"
          placeholder="dana@example.com"
          onChange={(event) => {
            ask.reset()
            setEmail(event.target.value)
          }}
        />
      </Field>
      <Field label="As">
        <select value={role} onChange={(event) => setRole(event.target.value as Role)}>
          <option value="dispatcher">Dispatcher</option>
          <option value="owner">Owner</option>
        </select>
      </Field>
      <Button type="submit" disabled={ask.isPending}>
        {ask.isPending ? 'Inviting …' : 'Invite'}
      </Button>
      {problem && !field ? <Refused error={problem} title="Nobody was invited" /> : null}
    </form>
  )
}

import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import { Section, type SectionProps } from './Sections'
import css from './settings.module.css'
import { nextFriday } from './when'

interface FridayProps extends SectionProps {
  /** Addresses of members, to be ticked. */
  members: readonly string[]
}

export function Friday({ draft, set, faults, members }: FridayProps) {
  const chosen = new Set(draft.digest_to.map((one) => one.toLowerCase()))
  const others = draft.digest_to.filter((one) => !members.some((m) => m.toLowerCase() === one.toLowerCase()))
  const put = (email: string, on: boolean) =>
    set({
      digest_to: on
        ? [...draft.digest_to, email]
        : draft.digest_to.filter((one) => one.toLowerCase() !== email.toLowerCase()),
    })
  const count = draft.digest_to.length
  return (
    <Section id="friday" title="Friday email">
      <Field label="Sent on Fridays at" error={faults.digest_time} hint="In the company's time zone.">
        <input
          type="time"
          className={css.short}
          value={draft.digest_time}
          onChange={(event) => set({ digest_time: event.target.value })}
        />
      </Field>
      <fieldset className={css.choices}>
        <legend>To</legend>
        {[...members, ...others].map((email) => (
          <label key={email}>
            <input
              type="checkbox"
              checked={chosen.has(email.toLowerCase())}
              onChange={(event) => put(email, event.target.checked)}
            />
            <span className={css.address}>{email}</span>
          </label>
        ))}
      </fieldset>
      <AddAddress onAdd={(email) => chosen.has(email.toLowerCase()) || put(email, true)} />
      {faults.digest_to ? <p className={css.error}>{faults.digest_to}</p> : null}
      <p className={css.effect}>
        {count === 0
          ? 'Nobody gets it. It is kept all the same, and can be read in the app.'
          : `Next: ${nextFriday(draft.time_zone, draft.digest_time)}, to ${count === 1 ? 'one person' : `${count} people`}.`}
      </p>
    </Section>
  )
}

function AddAddress({ onAdd }: { onAdd: (email: string) => void }) {
  return (
    <form
      className={css.add}
      onSubmit={(event) => {
        event.preventDefault()
        const form = event.currentTarget
        const email = String(new FormData(form).get('email') ?? '').trim()
        if (!email) return
        onAdd(email)
        form.reset()
      }}
    >
      <input
        type="email"
        name="email"
        aria-label="Another address"
        placeholder="bookkeeper@example.com"
        autoComplete="off"
      />
      <Button type="submit">Add</Button>
    </form>
  )
}

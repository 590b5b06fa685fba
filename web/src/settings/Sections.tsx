// What an owner sets, in plain words, each with what it does to the figures.
import type { ReactNode } from 'react'
import { useTiles } from '../app/figures'
import { formatMoney } from '../lib/money'
import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import type { Draft, Field as Name } from './draft'
import { methods, percent } from './draft'
import css from './settings.module.css'
import { dueDay, nextFriday } from './when'
import { Zones } from './Zones'

export interface SectionProps {
  draft: Draft
  set: (changed: Partial<Draft>) => void
  faults: Partial<Record<Name, string>>
  currency: string
}

export function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className={css.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className={css.fields}>{children}</div>
    </section>
  )
}

export function Burden({ draft, set, faults, currency }: SectionProps) {
  return (
    <Section id="burden" title="What a week costs">
      <Field
        label="Weekly burden"
        error={faults.weekly_burden}
        hint="Everything an ordinary week costs whether or not there is work: wages, rent, insurance, trucks, loans. Not the material of jobs."
      >
        <input
          inputMode="decimal"
          autoComplete="off"
          placeholder="not set"
          value={draft.weekly_burden}
          onChange={(event) => set({ weekly_burden: event.target.value })}
        />
      </Field>
      <RunwayNow currency={currency} />
      <fieldset className={css.choices}>
        <legend>Jobs share the burden by</legend>
        {(Object.keys(methods) as Draft['alloc_method'][]).map((method) => (
          <label key={method}>
            <input
              type="radio"
              name="alloc_method"
              checked={draft.alloc_method === method}
              onChange={() => set({ alloc_method: method })}
            />
            {methods[method]}
          </label>
        ))}
      </fieldset>
    </Section>
  )
}

/** What runway follows from, as it is now; a save says at once what it became. */
function RunwayNow({ currency }: { currency: string }) {
  const tiles = useTiles()
  const runway = tiles.data?.runway_weeks
  if (!runway) return null
  if (runway.state === 'prompt') return <p className={css.effect}>Runway is not known yet. {runway.text}</p>
  return (
    <p className={css.effect}>
      Runway now: <strong>{runway.weeks} weeks</strong> = ({formatMoney(runway.cash_available, currency)} in
      the bank − {formatMoney(runway.earmarked, currency)} set aside) ÷{' '}
      {formatMoney(runway.weekly_burden, currency)} a week.
    </p>
  )
}

export function Earmarks({ draft, set, faults, currency }: SectionProps) {
  const put = (at: number, changed: Partial<Draft['earmarks'][number]>) =>
    set({ earmarks: draft.earmarks.map((one, n) => (n === at ? { ...one, ...changed } : one)) })
  return (
    <Section id="earmarks" title="Set aside">
      <p className={css.words}>
        Money that is in the bank and not yours to spend: sales tax, a deposit for a job, a truck. It counts
        as cash, and is left out of runway.
      </p>
      {draft.earmarks.length > 0 ? (
        <ul className={css.marks}>
          {draft.earmarks.map((mark, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no other name while they are written
            <li key={at}>
              <input
                aria-label={`Name of amount ${at + 1}`}
                placeholder="Sales tax"
                maxLength={60}
                value={mark.label}
                onChange={(event) => put(at, { label: event.target.value })}
              />
              <input
                aria-label={`Amount for ${mark.label || `amount ${at + 1}`}`}
                inputMode="decimal"
                placeholder="0.00"
                className={css.amount}
                value={mark.amount}
                onChange={(event) => put(at, { amount: event.target.value })}
              />
              <span className={css.code}>{currency}</span>
              <Button
                variant="quiet"
                aria-label={`Remove ${mark.label || `amount ${at + 1}`}`}
                onClick={() => set({ earmarks: draft.earmarks.filter((_, n) => n !== at) })}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <p className={css.words}>Nothing is set aside.</p>
      )}
      {faults.earmarks ? <p className={css.error}>{faults.earmarks}</p> : null}
      <div>
        <Button
          disabled={draft.earmarks.length >= 20}
          onClick={() => set({ earmarks: [...draft.earmarks, { label: '', amount: '' }] })}
        >
          Set an amount aside
        </Button>
      </div>
    </Section>
  )
}

export function Terms({ draft, set, faults }: SectionProps) {
  const days = /^\d{1,3}$/.test(draft.terms_days) ? Number(draft.terms_days) : null
  return (
    <Section id="terms" title="Payment terms">
      <Field label="Days to pay" error={faults.terms_days} hint="For invoices that name no day of their own.">
        <input
          inputMode="numeric"
          className={css.short}
          value={draft.terms_days}
          onChange={(event) => set({ terms_days: event.target.value.trim() })}
        />
      </Field>
      {days !== null && !faults.terms_days ? (
        <p className={css.effect}>
          An invoice of today is due on <strong>{dueDay(draft.time_zone, days)}</strong> and counts as late
          the day after.
        </p>
      ) : null}
    </Section>
  )
}

// The floor is the engine's: nobody can let it guess more than once in a hundred.
const thresholds = [0.99, 0.995, 0.999, 0.9999, 1]

export function Matching({ draft, set }: SectionProps) {
  const all = thresholds.includes(draft.auto_threshold)
    ? thresholds
    : [...thresholds, draft.auto_threshold].sort((a, b) => a - b)
  const wrong = Math.round(1 / (1 - draft.auto_threshold))
  return (
    <Section id="matching" title="Matching without asking">
      <Field
        label="How sure it has to be"
        hint="A deposit that is explained with less waits in the tray for you."
      >
        <select
          value={draft.auto_threshold}
          onChange={(event) => set({ auto_threshold: Number(event.target.value) })}
        >
          {all.map((one) => (
            <option key={one} value={one}>
              {one === 1 ? '100 %: only what cannot be otherwise' : percent(one)}
            </option>
          ))}
        </select>
      </Field>
      <p className={css.effect}>
        {draft.auto_threshold === 1
          ? 'Almost everything is asked. Nothing is matched that could be explained another way.'
          : `Of ${wrong.toLocaleString('en-US')} deposits matched without asking, at most about one may be wrong; each can be undone.`}
      </p>
    </Section>
  )
}

export function Company({ draft, set, faults, currency }: SectionProps) {
  return (
    <Section id="company" title="Company">
      <Field label="Name" error={faults.name}>
        <input
          value={draft.name}
          maxLength={120}
          autoComplete="organization"
          onChange={(event) => set({ name: event.target.value })}
        />
      </Field>
      <Field label="Time zone" hint="Days, weeks and the Friday email follow it." error={faults.time_zone}>
        <Zones value={draft.time_zone} onChange={(time_zone) => set({ time_zone })} />
      </Field>
      <p className={css.words}>Currency: {currency}. It follows from the books and cannot be changed.</p>
    </Section>
  )
}

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

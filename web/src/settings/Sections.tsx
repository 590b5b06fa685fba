// What an owner sets, in plain words, each with what it does to the figures.
import type { ReactNode } from 'react'
import { useTiles } from '../app/figures'
import { formatMoney } from '../lib/money'
import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import type { Draft, Field as Name } from './draft'
import { methods, percent } from './draft'
import css from './settings.module.css'
import { dueDay } from './when'
import { Zones } from './Zones'

export interface SectionProps {
  draft: Draft
  set: (changed: Partial<Draft>) => void
  faults: Partial<Record<Name, string>>
  currency: string
  /** What saving would do to runway, as the server says it. */
  runway: string | null
}

export function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className={css.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className={css.fields}>{children}</div>
    </section>
  )
}

export function Burden({ draft, set, faults, currency, runway }: SectionProps) {
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
      <RunwayNow currency={currency} would={runway} />
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

/** What runway follows from as it is now, and what it would be. */
function RunwayNow({ currency, would }: { currency: string; would: string | null }) {
  const tiles = useTiles()
  const runway = tiles.data?.runway_weeks
  if (!runway) return null
  return (
    <div className={css.effect} aria-live="polite">
      {runway.state === 'prompt' ? (
        <p>Runway is not known yet. {runway.text}</p>
      ) : (
        <p>
          Runway now: <strong>{runway.weeks} weeks</strong> = ({formatMoney(runway.cash_available, currency)}{' '}
          in the bank − {formatMoney(runway.earmarked, currency)} set aside) ÷{' '}
          {formatMoney(runway.weekly_burden, currency)} a week.
        </p>
      )}
      <Would>{would}</Would>
    </div>
  )
}

function Would({ children }: { children: string | null }) {
  return children ? (
    <p>
      After saving: <strong>{children}</strong>.
    </p>
  ) : null
}

export function Earmarks({ draft, set, faults, currency, runway }: SectionProps) {
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
      {runway ? (
        <div className={css.effect}>
          <Would>{runway}</Would>
        </div>
      ) : null}
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

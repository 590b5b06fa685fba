import { cloneElement, type ReactElement, type ReactNode, useId } from 'react'
import css from './field.module.css'

interface Control {
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
}

interface Props {
  label: ReactNode
  hint?: ReactNode
  /** What is wrong with it, in a sentence. */
  error?: string | null | undefined
  children: ReactElement<Control>
}

/** A label, its control, a hint and what is wrong, tied together. */
export function Field({ label, hint, error, children }: Props) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, {
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {hint ? (
        <p className={css.hint} id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className={css.error} id={`${id}-error`}>
          {error}
        </p>
      ) : null}
    </div>
  )
}

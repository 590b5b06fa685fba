import type { ButtonHTMLAttributes, ReactNode } from 'react'
import type { CommandId } from '../app/commands'
import { useCommandLabel, useDispatch } from '../app/dispatch'
import css from './button.module.css'
import { Kbd } from './Kbd'

type Variant = 'plain' | 'primary' | 'quiet' | 'danger'

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: Variant
  /** 44 px high and wide enough for a thumb. */
  big?: boolean
  kbd?: string | null
}

export function Button({ variant = 'plain', big = false, kbd, className, children, ...rest }: Props) {
  const names = [css.button, css[variant], big ? css.big : '', className ?? '']
  return (
    <button type="button" {...rest} className={names.filter(Boolean).join(' ')}>
      {children}
      {kbd ? <Kbd>{kbd}</Kbd> : null}
    </button>
  )
}

interface CommandProps extends Omit<Props, 'onClick' | 'kbd'> {
  id: CommandId
  children?: ReactNode
  /** Without the letter: where the same letter stands on many rows. */
  bare?: boolean
}

/** A button that does what a command does, with its label and its key. */
export function CommandButton({ id, children, bare = false, ...rest }: CommandProps) {
  const dispatch = useDispatch()
  const { label, kbd, aria } = useCommandLabel(id)
  return (
    <Button
      {...rest}
      kbd={bare ? null : kbd}
      aria-keyshortcuts={aria}
      onClick={() => dispatch.run(id, 'button')}
    >
      {children ?? label}
    </Button>
  )
}

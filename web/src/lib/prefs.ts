// What a person chose for this browser. Nothing secret is kept here.
import { type Cell, cell } from './store'

export type Theme = 'system' | 'light' | 'dark'

function kept<T extends string>(key: string, choices: readonly T[], initial: T): Cell<T> {
  const name = `oodaloo.${key}`
  const read = (): T => {
    const found = storage()?.getItem(name) as T | null
    return found && choices.includes(found) ? found : initial
  }
  const inner = cell<T>(read())
  return {
    ...inner,
    set(next) {
      inner.set(next)
      try {
        storage()?.setItem(name, next)
      } catch {
        // A full or forbidden storage costs the memory of the choice, not the choice.
      }
    },
  }
}

function storage(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

export const theme = kept<Theme>('theme', ['system', 'light', 'dark'], 'system')

/** Whether single letters are commands (WCAG 2.1.4: they can be turned off). */
export const singleKeys = kept<'on' | 'off'>('single-keys', ['on', 'off'], 'on')

/** Lets the style sheet follow the choice; `system` leaves it to the browser. */
export function applyTheme(): void {
  const show = () => {
    const chosen = theme.get()
    if (chosen === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = chosen
  }
  show()
  theme.subscribe(show)
}

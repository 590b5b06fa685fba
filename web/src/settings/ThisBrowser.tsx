import { singleKeys, type Theme, theme } from '../lib/prefs'
import { useCell } from '../lib/store'
import { Section } from './Sections'
import css from './settings.module.css'

const themes: Record<Theme, string> = { system: 'As the system has it', light: 'Light', dark: 'Dark' }

/** What is chosen for this browser alone: kept at once, nobody else sees it. */
export function ThisBrowser() {
  const chosen = useCell(theme)
  const letters = useCell(singleKeys)
  return (
    <Section id="browser" title="This browser">
      <fieldset className={css.choices}>
        <legend>Light or dark</legend>
        {(Object.keys(themes) as Theme[]).map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="settings-theme"
              checked={chosen === one}
              onChange={() => theme.set(one)}
            />
            {themes[one]}
          </label>
        ))}
      </fieldset>
      <fieldset className={css.choices}>
        <legend>Keyboard</legend>
        <label>
          <input
            type="checkbox"
            checked={letters === 'on'}
            onChange={(event) => singleKeys.set(event.target.checked ? 'on' : 'off')}
          />
          Single letters are commands
        </label>
      </fieldset>
      <p className={css.effect}>
        {letters === 'on'
          ? 'In the tray C confirms and J goes down. Turn it off if you dictate, or if keys fire that you did not mean.'
          : 'Arrows, Enter and Ctrl K still work; letters do nothing.'}
      </p>
    </Section>
  )
}

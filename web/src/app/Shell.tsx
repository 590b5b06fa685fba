import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { person, signOut } from '../api/session'
import { singleKeys, type Theme, theme } from '../lib/prefs'
import { useCell } from '../lib/store'
import { Unsaved } from '../tray/Unsaved'
import { Kbd } from '../ui/Kbd'
import { Menu } from '../ui/Menu'
import { say } from '../ui/toast'
import type { CommandId } from './commands'
import { useCompany } from './company'
import { useCommandLabel, useCommands, useDispatch } from './dispatch'
import { KeySheet } from './KeySheet'
import { Palette } from './Palette'
import { hrefOf, pages } from './pages'
import { Brand, SignedOutBar, useSession } from './SignedOut'
import css from './shell.module.css'

const nextTheme: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
const themeWords: Record<Theme, string> = { system: 'Follows the system', light: 'Light', dark: 'Dark' }

export function Shell({ children }: { children: ReactNode }) {
  const [place, go] = useLocation()
  const [open, setOpen] = useState<'palette' | 'sheet' | 'company' | null>(null)
  const { session } = useSession()
  const { company, companies } = useCompany()
  const main = useRef<HTMLElement>(null)
  const page = pages.find((one) => place === hrefOf(one) || place.startsWith(`${hrefOf(one)}/`))

  useEffect(() => {
    document.title = page ? `${page.title} · ${company.name}` : company.name
  }, [page, company.name])

  useCommands({
    ...Object.fromEntries(
      pages.filter((one) => one.go).map((one) => [`go:${hrefOf(one)}`, () => go(hrefOf(one))]),
    ),
    'app.palette': () => setOpen('palette'),
    'app.sheet': () => setOpen('sheet'),
    'app.theme': () => {
      theme.set(nextTheme[theme.get()])
      say(`Theme: ${themeWords[theme.get()].toLowerCase()}`)
    },
    'app.single-keys': () => {
      singleKeys.set(singleKeys.get() === 'on' ? 'off' : 'on')
      say(singleKeys.get() === 'on' ? 'Single-letter keys are on' : 'Single-letter keys are off')
    },
    'app.company': { run: () => setOpen('company'), enabled: () => companies.length > 1 },
    'app.sign-out': () => void signOut().catch(() => say('Signing out did not work: try again in a moment')),
  })

  return (
    <div className={css.shell}>
      <a className={css.skip} href="#main">
        Skip to the page
      </a>
      <header className={css.side}>
        <Brand />
        <CompanySwitch />
        <nav aria-label="Pages" className={css.nav}>
          {pages.map((one) =>
            one.go ? <NavLink key={one.path} href={hrefOf(one)} title={one.title} /> : null,
          )}
        </nav>
        <div className={css.foot}>
          <SheetButton />
          <UserMenu />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={css.main}>
        {session === 'out' ? <SignedOutBar /> : null}
        <Unsaved />
        {children}
      </main>
      {open === 'palette' ? <Palette onClose={() => setOpen(null)} /> : null}
      {open === 'sheet' ? <KeySheet onClose={() => setOpen(null)} /> : null}
      {open === 'company' ? <Palette companies onClose={() => setOpen(null)} /> : null}
    </div>
  )
}

function NavLink({ href, title }: { href: string; title: string }) {
  const [place] = useLocation()
  const { kbd } = useCommandLabel(`go:${href}` as CommandId)
  const here = place === href || place.startsWith(`${href}/`)
  const link = useRef<HTMLAnchorElement>(null)
  // On a phone the navigation is one line wider than the screen.
  useEffect(() => {
    if (here) link.current?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [here])
  return (
    <Link ref={link} href={href} aria-current={here ? 'page' : undefined} className={css.link ?? ''}>
      {title}
      {kbd ? (
        <span className={css.hint} aria-hidden="true">
          {kbd.replace(' then ', ' ')}
        </span>
      ) : null}
    </Link>
  )
}

function SheetButton() {
  const dispatch = useDispatch()
  const { label, kbd } = useCommandLabel('app.sheet')
  return (
    <button type="button" className={css.link} onClick={() => dispatch.run('app.sheet', 'button')}>
      {label}
      {kbd ? <Kbd>{kbd}</Kbd> : null}
    </button>
  )
}

function CompanySwitch() {
  const { company, companies } = useCompany()
  const dispatch = useDispatch()
  if (companies.length < 2) return <p className={css.company}>{company.name}</p>
  return (
    <button
      type="button"
      className={`${css.company} ${css.switch}`}
      onClick={() => dispatch.run('app.company', 'button')}
      aria-haspopup="dialog"
    >
      {company.name}
      <span aria-hidden="true">⇅</span>
      <span className="visually-hidden">, switch company</span>
    </button>
  )
}

function UserMenu() {
  const { company } = useCompany()
  const chosen = useCell(theme)
  const letters = useCell(singleKeys)
  const dispatch = useDispatch()
  const email = useCell(person)?.email ?? null
  const roleWord = company.role === 'owner' ? 'Owner' : 'Dispatcher'
  return (
    <Menu className={css.user} label={<span className={css.who}>{email ?? roleWord}</span>}>
      <div className={css.menu}>
        <p className={css.me}>
          <strong>{email ?? 'Signed in'}</strong>
          <span>
            {roleWord} of {company.name}
          </span>
        </p>
        <fieldset className={css.choice}>
          <legend>Light or dark</legend>
          {(Object.keys(themeWords) as Theme[]).map((one) => (
            <label key={one}>
              <input type="radio" name="theme" checked={chosen === one} onChange={() => theme.set(one)} />
              {themeWords[one]}
            </label>
          ))}
        </fieldset>
        <label className={css.check}>
          <input
            type="checkbox"
            checked={letters === 'on'}
            onChange={(event) => singleKeys.set(event.target.checked ? 'on' : 'off')}
          />
          Single-letter keys
        </label>
        <button type="button" className={css.link} onClick={() => dispatch.run('app.sign-out', 'button')}>
          Sign out
        </button>
      </div>
    </Menu>
  )
}

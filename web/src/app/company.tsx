// Which company is looked at. Remembered by tab, so that two tabs can show two companies.
import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { api, ask, type Schemas, sessionReady } from '../api/client'
import { person } from '../api/session'

export type Company = Schemas['Membership']

interface Value {
  company: Company
  /** All of them, or only this one until the list has come. */
  companies: readonly Company[]
  switchTo: (company: Company) => void
}

const CompanyContext = createContext<Value | null>(null)
const name = 'oodaloo.company'

function remembered(): Company | null {
  const asked = new URLSearchParams(location.search).get('company')
  for (const storage of ['sessionStorage', 'localStorage'] as const) {
    try {
      const found = window[storage].getItem(name)
      const company = found ? (JSON.parse(found) as Company) : null
      if (company && (!asked || company.company_id === asked)) return company
    } catch {
      // Nothing remembered is as good as nothing there.
    }
  }
  return null
}

function remember(company: Company): void {
  try {
    const text = JSON.stringify(company)
    sessionStorage.setItem(name, text)
    localStorage.setItem(name, text)
  } catch {
    // The next visit asks again.
  }
}

/** The first page comes with the session; few people have a second. */
async function allCompanies(signal: AbortSignal): Promise<Company[]> {
  await sessionReady()
  const first = person.get()?.me
  const found: Company[] = [...(first?.companies ?? [])]
  let cursor = first?.next_cursor
  while (cursor) {
    const page = await ask(api.GET('/api/v1/me', { params: { query: { cursor } }, signal }))
    found.push(...page.companies)
    cursor = page.next_cursor
  }
  return found
}

interface ProviderProps {
  children: ReactNode
  /** Shown before anything is known. */
  waiting: ReactNode
  /** Shown when the list did not come and none is remembered. */
  failed: (error: unknown, retry: () => void) => ReactNode
  /** Shown to somebody who belongs to no company. */
  none: ReactNode
}

export function CompanyProvider({ children, waiting, failed, none }: ProviderProps) {
  const [chosen, setChosen] = useState<Company | null>(remembered)
  const mine = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => allCompanies(signal),
    staleTime: 5 * 60_000,
  })
  const companies = mine.data
  const value = useMemo<Value | null>(() => {
    const wanted = chosen?.company_id ?? new URLSearchParams(location.search).get('company')
    // What is remembered may be old, or another person's: the list decides as soon as it is there.
    const company = companies ? (companies.find((one) => one.company_id === wanted) ?? companies[0]) : chosen
    if (!company) return null
    if (companies) remember(company)
    return {
      company,
      companies: companies ?? [company],
      switchTo(next) {
        remember(next)
        setChosen(next)
      },
    }
  }, [chosen, companies])
  if (value) return <CompanyContext value={value}>{children}</CompanyContext>
  if (mine.isError) return failed(mine.error, () => void mine.refetch())
  return mine.isSuccess ? none : waiting
}

export function useCompany(): Value {
  const found = useContext(CompanyContext)
  if (!found) throw new Error('outside of CompanyProvider')
  return found
}

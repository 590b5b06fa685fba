// The API of connections.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask, type Schemas } from '../api/client'

export type Rail = Schemas['RailName']
export type Label = Schemas['AccountLabel']

export type Account = Schemas['AccountView']
export type Connection = Schemas['ConnectionView']

/** Asked again soon while something is on its way: a first look, or a look after a reconnect. */
export function useConnections(company_id: string, hurry: boolean) {
  return useQuery({
    queryKey: ['integrations', company_id],
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/integrations', { params: { query: { company_id } }, signal })),
    select: (answer) => answer.items,
    refetchInterval: (query) =>
      hurry ||
      query.state.data?.items.some(
        // Nobody looks at an account of files: somebody brings them.
        (one) => one.status === 'active' && !one.last_sync_at && one.rail !== 'csv',
      )
        ? 3000
        : 60_000,
  })
}

export function useLookAgain(company_id: string) {
  const queries = useQueryClient()
  return () => {
    for (const what of ['integrations', 'imports', 'tiles', 'tray', 'audit', 'settings'])
      void queries.invalidateQueries({ queryKey: [what, company_id] })
  }
}

/** Where Jobber's page comes back to. */
const jobberReturn = () => `${location.origin}/connect/jobber`
/** Where a bank's own page comes back to. */
const bankReturn = () => `${location.origin}/connect/bank`

export function authorizeUrl(company_id: string) {
  return ask(
    api.GET('/api/v1/integrations/jobber/authorize-url', {
      params: { query: { company_id, redirect_uri: jobberReturn() } },
    }),
  )
}

export function connectJobber(company_id: string, code: string, state: string | null) {
  return ask(
    api.POST('/api/v1/integrations/jobber/oauth/callback', {
      params: { query: { company_id } },
      body: { code, redirect_uri: jobberReturn(), ...(state ? { state } : {}) },
    }),
  )
}

/** For a new bank, or for one there is (`account`) in update mode. */
export function linkToken(company_id: string, account?: string, select_accounts = false) {
  return ask(
    api.GET('/api/v1/integrations/plaid/link-token', {
      params: {
        query: {
          company_id,
          redirect_uri: bankReturn(),
          ...(account ? { account } : {}),
          ...(select_accounts ? { select_accounts } : {}),
        },
      },
    }),
  )
}

export interface Linked {
  public_token: string
  institution_name?: string
  institution_id?: string
  accounts: { name: string; mask: string | null }[]
}

export function connectBank(company_id: string, linked: Linked, again: boolean) {
  return ask(
    api.POST('/api/v1/integrations/plaid/exchange', {
      params: { query: { company_id } },
      body: again ? { ...linked, again } : linked,
    }),
  )
}

type Which = Pick<Connection, 'rail' | 'account'>

const one = (company_id: string, { rail, account }: Which) => ({
  params: { path: { rail, account }, query: { company_id } },
})

export function reconnected(company_id: string, which: Which) {
  return ask(api.POST('/api/v1/integrations/{rail}/{account}/reconnect', one(company_id, which)))
}

export function change(
  company_id: string,
  which: Which,
  body: { name?: string; labels?: Record<string, Label> },
) {
  return ask(api.PATCH('/api/v1/integrations/{rail}/{account}', { ...one(company_id, which), body }))
}

export async function disconnect(company_id: string, which: Which): Promise<void> {
  await ask(api.DELETE('/api/v1/integrations/{rail}/{account}', one(company_id, which)))
}

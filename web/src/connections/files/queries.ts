// The API of files.
import { useQuery } from '@tanstack/react-query'
import { api, ask, newKey, type Schemas } from '../../api/client'
import type { Label } from '../queries'

export type Import = Schemas['ImportView']
export type Guess = Schemas['GuessView']

/** A file that was chosen, ready to be sent. */
export interface Chosen {
  /** Another choice has another number, whatever the file is called. */
  nth: number
  name: string
  /** Packed, in base64. */
  file: string
}

/** Asked again soon while a file is on its way into the books. */
export function useImports(company_id: string) {
  return useQuery({
    queryKey: ['imports', company_id],
    queryFn: ({ signal }) => ask(api.GET('/api/v1/imports', { params: { query: { company_id } }, signal })),
    select: (answer) => answer.items,
    refetchInterval: (query) =>
      query.state.data?.items.some((one) => one.status === 'reading') ? 2000 : 60_000,
  })
}

const withKey = (company_id: string, key: string) => ({
  params: { query: { company_id }, header: { 'Idempotency-Key': key } },
})

/** Lines are of an account; quotes are of none. */
const whose = (account: string | null) =>
  account === null ? { kind: 'quotes' as const } : { kind: 'bank' as const, account }

/** How a file would be read. Nothing is written, so every question is a new one. */
export function useGuess(
  company_id: string,
  account: string | null,
  chosen: Chosen | null,
  mapping: string[],
) {
  return useQuery({
    queryKey: ['guess', company_id, account, chosen?.nth, mapping],
    queryFn: async () => {
      const { name, file } = chosen as Chosen
      const body = { ...whose(account), file_name: name, file, mapping, dry_run: true }
      return (await ask(api.POST('/api/v1/imports', { ...withKey(company_id, newKey()), body }))) as Guess
    },
    enabled: chosen !== null,
    // What the file lacks it will lack again.
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    placeholderData: (before) => before,
  })
}

export async function bring(
  company_id: string,
  account: string | null,
  { name, file }: Chosen,
  mapping: string[],
  key: string,
) {
  const body = { ...whose(account), file_name: name, file, mapping, dry_run: false }
  return (await ask(api.POST('/api/v1/imports', { ...withKey(company_id, key), body }))) as Import
}

const waiting = (company_id: string, id: string, key: string) => ({
  params: { path: { id }, query: { company_id }, header: { 'Idempotency-Key': key } },
})

export function accept(company_id: string, one: Import, account: string | null, key: string) {
  return ask(
    api.POST('/api/v1/imports/{id}/accept', {
      ...waiting(company_id, one.id, key),
      body: whose(account),
    }),
  )
}

export function decline(company_id: string, one: Import, key: string) {
  return ask(api.DELETE('/api/v1/imports/{id}', waiting(company_id, one.id, key)))
}

export function makeAccount(company_id: string, name: string, label: Label) {
  return ask(
    api.POST('/api/v1/integrations/csv', { params: { query: { company_id } }, body: { name, label } }),
  )
}

/** The company's address for files by mail; an owner's to see. */
export function useAddress(company_id: string) {
  return useQuery({
    queryKey: ['import-address', company_id],
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/imports/address', { params: { query: { company_id } }, signal })),
  })
}

/** In the place of the one that was seen. */
export function newAddress(company_id: string, since: string | null, key: string) {
  return ask(api.POST('/api/v1/imports/address', { ...withKey(company_id, key), body: { since } }))
}

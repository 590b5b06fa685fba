// The figures of the company and the rows behind them, for every page that shows some.
import { useQuery } from '@tanstack/react-query'
import { api, ask, type Schemas } from '../api/client'
import { useCompany } from './company'

export type MatchRow = Schemas['MatchRow']
export type DepositRow = Schemas['DepositRow']
export type InvoiceRow = Schemas['InvoiceRow']
export type Age = Schemas['Age']
export type TileName = Schemas['TileRows']['tile']
export type Rows<T extends TileName> = Extract<Schemas['TileRows'], { tile: T }> & { as_of: string }
type JobRows = Schemas['JobRows'] & { as_of: string }

async function rowsOf(companyId: string, tile: TileName, signal: AbortSignal, job?: string) {
  const query = job === undefined ? { company_id: companyId } : { company_id: companyId, job_id: job }
  return ask(api.GET('/api/v1/owner/tiles/{tile}/rows', { params: { path: { tile }, query }, signal }))
}

/** What was summed for a tile, from the books as they are now. */
export function useRows<T extends TileName>(tile: T) {
  const { company } = useCompany()
  return useQuery({
    queryKey: ['rows', company.company_id, tile],
    queryFn: async ({ signal }) => (await rowsOf(company.company_id, tile, signal)) as Rows<T>,
  })
}

/** What makes one job's margin. */
export function useJobRows(job: string) {
  const { company } = useCompany()
  return useQuery({
    queryKey: ['rows', company.company_id, 'jobs', job],
    queryFn: async ({ signal }) => (await rowsOf(company.company_id, 'jobs', signal, job)) as JobRows,
  })
}

/** All figures of the company at one moment. */
export function useTiles() {
  const { company } = useCompany()
  return useQuery({
    queryKey: ['tiles', company.company_id],
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/owner/tiles', { params: { query: { company_id: company.company_id } }, signal })),
  })
}

export type WeekView = Schemas['WeekView']

/** The Friday emails of the last weeks, newest first, each with the figures it told. */
export function useDigests() {
  const { company } = useCompany()
  return useQuery({
    queryKey: ['digests', company.company_id],
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => {
      const query = { company_id: company.company_id, weeks: 12 }
      return (await ask(api.GET('/api/v1/digests', { params: { query }, signal }))).items
    },
  })
}

// The rows behind a number. The description calls them an object, so their types stand here.
import { useQuery } from '@tanstack/react-query'
import { api, ask, type Schemas } from '../api/client'
import { useCompany } from './company'

export interface MatchRow {
  deposit_id: string
  date: string
  amount: string
  fee: string
  processor: string
  payment_count: number
  client_name: string | null
  decided_by: Schemas['Actor']
}

export interface DepositRow {
  deposit_id: string
  date: string
  amount: string
  description: string
}

export type Age = 'not_due' | 'd1_30' | 'd31_60' | 'd61_90' | 'd90_plus' | 'disputed'

export interface InvoiceRow {
  invoice_id: string
  number: string
  client_name: string | null
  issued_on: string
  total: string
  balance: string
  days_late: number
  age: Age
}

interface RowsOf {
  runway_weeks: {
    accounts: {
      account_id: string
      name: string
      mask: string | null
      available: { amount: string } | null
    }[]
    earmarks: { label: string; amount: string }[]
    weekly_burden: { amount: string } | null
  }
  cash_collected: { this_week: MatchRow[]; last_week: MatchRow[] }
  dso_days: { open: InvoiceRow[]; invoiced: InvoiceRow[] }
  ar_buckets: { open: InvoiceRow[] }
  reconciled_pct: { matched: MatchRow[]; unmatched: DepositRow[] }
  jobs: { jobs: Schemas['JobMargin'][] }
}

export type TileName = keyof RowsOf
export type Rows<T extends TileName> = T extends TileName ? RowsOf[T] & { tile: T; as_of: string } : never

export interface JobRows {
  as_of: string
  margin: Schemas['JobMargin']
  deposits: { deposit_id: string; date: string; amount: string; payment_ids: string[] }[]
  costs: { transaction_id: string; date: string; amount: string; description: string }[]
}

async function rowsOf(companyId: string, tile: TileName, signal: AbortSignal, job?: string) {
  const query = job === undefined ? { company_id: companyId } : { company_id: companyId, job_id: job }
  return ask(api.GET('/api/v1/owner/tiles/{tile}/rows', { params: { path: { tile }, query }, signal }))
}

/** What was summed for a tile, from the books as they are now. */
export function useRows<T extends TileName>(tile: T) {
  const { company } = useCompany()
  return useQuery({
    queryKey: ['rows', company.company_id, tile],
    queryFn: async ({ signal }) => (await rowsOf(company.company_id, tile, signal)) as unknown as Rows<T>,
  })
}

/** What makes one job's margin. */
export function useJobRows(job: string) {
  const { company } = useCompany()
  return useQuery({
    queryKey: ['rows', company.company_id, 'jobs', job],
    queryFn: async ({ signal }) =>
      (await rowsOf(company.company_id, 'jobs', signal, job)) as unknown as JobRows,
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

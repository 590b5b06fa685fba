import { useQuery } from '@tanstack/react-query'
import { api, ask } from '../api/client'
import { useCompany } from '../app/company'
import { Money } from '../ui/Money'
import { Empty, ErrorState, Skeleton } from '../ui/states'
import { Table } from '../ui/Table'
import { Day } from '../ui/When'

export function Tray() {
  const { company } = useCompany()
  const query = { company_id: company.company_id }
  const tray = useQuery({
    queryKey: ['tray', company.company_id],
    queryFn: ({ signal }) => ask(api.GET('/api/v1/tray', { params: { query }, signal })),
  })
  if (tray.isError)
    return <ErrorState title="The tray did not load" error={tray.error} retry={() => void tray.refetch()} />
  if (!tray.data) return <Skeleton rows={12} />
  if (tray.data.count === 0) return <Empty title="Done" />
  return (
    <Table
      caption="What waits for a person"
      rows={tray.data.items}
      rowKey={(item) => item.id}
      columns={[
        {
          key: 'date',
          title: 'Date',
          cell: (item) => (item.subject === 'bank_transaction' ? <Day day={item.date} /> : null),
        },
        {
          key: 'who',
          title: 'Who',
          heads: true,
          cell: (item) => (item.subject === 'bank_transaction' ? item.description : item.why),
        },
        {
          key: 'amount',
          title: 'Amount',
          right: true,
          cell: (item) =>
            item.subject === 'bank_transaction' ? (
              <Money amount={item.amount} currency={company.currency} />
            ) : null,
        },
      ]}
    />
  )
}

import { Link, useParams } from 'wouter'
import { useCompany } from '../app/company'
import { useDigests, useTiles } from '../app/figures'
import { Loaded } from '../ui/Loaded'
import { PageFrame } from '../ui/PageFrame'
import { Empty } from '../ui/states'
import { Behind, isBehind } from './Behind'
import { Health, ReadAt } from './Health'
import { Tiles } from './Tiles'

export default function Dashboard() {
  const { tile } = useParams<{ tile?: string }>()
  if (tile === undefined) return <Overview />
  if (isBehind(tile)) return <Behind key={tile} tile={tile} />
  return (
    <PageFrame title="Dashboard">
      <Empty title="There is no such figure" actions={<Link href="/owner">All figures</Link>}>
        <p>The address may be old.</p>
      </Empty>
    </PageFrame>
  )
}

function Overview() {
  const { company } = useCompany()
  const tiles = useTiles()
  const past = useDigests()
  return (
    <PageFrame
      title="Dashboard"
      aside={tiles.data ? <ReadAt tiles={tiles.data} zone={company.time_zone} /> : null}
    >
      <Loaded query={tiles} failed="The tiles did not load" rows={12}>
        {(data) => (
          <>
            <Health tiles={data} />
            <Tiles tiles={data} past={past.data ?? []} />
          </>
        )}
      </Loaded>
    </PageFrame>
  )
}

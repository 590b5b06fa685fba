const near = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
]

interface Props {
  id?: string
  value: string
  onChange: (zone: string) => void
}

/** All time zones, those of the United States first. Takes what `Field` hands to its control. */
export function Zones({ value, onChange, ...field }: Props) {
  const all = Intl.supportedValuesOf('timeZone')
  const rest = all.includes(value) || near.includes(value) ? all : [value, ...all]
  return (
    <select {...field} value={value} onChange={(event) => onChange(event.target.value)}>
      <optgroup label="United States">
        {near.map((zone) => (
          <Zone key={zone} zone={zone} />
        ))}
      </optgroup>
      <optgroup label="All">
        {rest
          .filter((zone) => !near.includes(zone))
          .map((zone) => (
            <Zone key={zone} zone={zone} />
          ))}
      </optgroup>
    </select>
  )
}

function Zone({ zone }: { zone: string }) {
  return <option value={zone}>{zone.replaceAll('_', ' ')}</option>
}

import { memo, type RefObject } from 'react'
import { useCommandLabel } from '../app/dispatch'
import { Kbd } from '../ui/Kbd'
import { type Filter, type Group, groupWords } from './filter'
import css from './tray.module.css'

interface Props {
  filter: Filter
  counts: ReadonlyMap<Group, number>
  set: (filter: Filter, how: 'push' | 'replace') => void
  search: RefObject<HTMLInputElement | null>
  group: RefObject<HTMLFieldSetElement | null>
  /** Back to the rows. */
  leave: () => void
}

export const FilterBar = memo(function FilterBar({ filter, counts, set, search, group, leave }: Props) {
  const searchKey = useCommandLabel('tray.search')
  const filterKey = useCommandLabel('tray.filter')
  return (
    <div className={css.filters}>
      <fieldset
        ref={group}
        className={css.chips}
        aria-keyshortcuts={filterKey.aria}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || event.key === 'Enter') {
            event.preventDefault()
            leave()
          }
        }}
      >
        <legend className="visually-hidden">Show</legend>
        {(Object.keys(groupWords) as Group[])
          .filter((one) => one === filter.group || (counts.get(one) ?? 0) > 0)
          .map((one) => (
            <label key={one} className={css.chip}>
              <input
                type="radio"
                name="show"
                className="visually-hidden"
                checked={filter.group === one}
                onChange={() => set({ ...filter, group: one }, 'push')}
              />
              {groupWords[one]} <span className={css.count}>{counts.get(one) ?? 0}</span>
            </label>
          ))}
        <label className={css.chip}>
          <input
            type="checkbox"
            className="visually-hidden"
            checked={filter.sure}
            onChange={(event) => set({ ...filter, sure: event.target.checked }, 'push')}
          />
          ≥ 85 %
        </label>
        {filterKey.kbd ? <Kbd>{filterKey.kbd}</Kbd> : null}
      </fieldset>
      <label className={css.search}>
        <span className="visually-hidden">Search the tray</span>
        <input
          ref={search}
          type="search"
          placeholder="Search"
          autoComplete="off"
          aria-keyshortcuts={searchKey.aria}
          value={filter.q}
          onChange={(event) => set({ ...filter, q: event.target.value }, 'replace')}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && filter.q) {
              event.preventDefault()
              set({ ...filter, q: '' }, 'replace')
            } else if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') {
              event.preventDefault()
              leave()
            }
          }}
        />
        {filter.q || !searchKey.kbd ? null : <Kbd>{searchKey.kbd}</Kbd>}
      </label>
    </div>
  )
})

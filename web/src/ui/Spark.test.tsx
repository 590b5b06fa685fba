import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { place, Spark } from './Spark'

afterEach(cleanup)

const points = (...values: (string | null)[]) => values.map((value, at) => ({ at: `2026-W1${at}`, value }))

test('the lowest lies at the bottom, the highest at the top, a gap nowhere', () => {
  expect(place([1, null, 3])).toEqual([{ x: 3, y: 25 }, null, { x: 117, y: 3 }])
  expect(place([2, 2]).map((at) => at?.y)).toEqual([14, 14])
})

test('the line says its figures as the server wrote them', () => {
  render(<Spark points={points('8.0', null, '9.40')} unit="weeks" />)
  expect(screen.getByRole('img').getAttribute('aria-label')).toBe(
    'The last 2 weeks, oldest first: 8.0, 9.40 weeks',
  )
})

test('one figure is no line', () => {
  const { container } = render(<Spark points={points(null, '9.4')} unit="weeks" />)
  expect(container.innerHTML).toBe('')
})

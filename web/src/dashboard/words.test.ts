import { expect, test } from 'vitest'
import { changeWords, plural, span, upsellWords, wayOutOf } from './words'

test('a change has its sign, its unit and whether it is good news', () => {
  expect(changeWords('0.6', 'weeks', 'more')).toEqual({ text: '+0.6 weeks since last week', tone: 'good' })
  expect(changeWords('-0.6', 'weeks', 'more')).toEqual({ text: '−0.6 weeks since last week', tone: 'bad' })
  expect(changeWords('1.4', 'days', 'less')?.tone).toBe('bad')
  expect(changeWords('-1.4', 'days', 'less')?.tone).toBe('good')
  expect(changeWords('0.0', 'days', 'less')).toEqual({ text: 'as a week ago', tone: 'level' })
  expect(changeWords(null, 'weeks', 'more')).toBeNull()
})

test('what is not known says what to do; what nobody can do has no button', () => {
  expect(wayOutOf('set_burden')).toEqual({ href: '/settings', label: 'Set weekly burden', owner: true })
  expect(wayOutOf('no_banked_jobs')?.href).toBe('/tray')
  expect(wayOutOf('no_deposits')).toBeNull()
  expect(wayOutOf('a code of next year')).toBeNull()
})

test('an add-on shows its signal and its price, and an unknown one nothing', () => {
  const offer = {
    add_on: 'UNBUNDLING',
    offer: 'shows which payments are inside a payout',
    price: '$259 a month',
  } as const
  expect(upsellWords({ code: 'lump_payouts', count: 1 }, offer)).toBe(
    '1 payout of several payments in 12 weeks. Unbundling shows which payments are inside a payout: $259 a month.',
  )
  expect(upsellWords({ code: 'slow_clients', days: '38.2' }, undefined)).toBe(
    'Clients take 38.2 days to pay.',
  )
  expect(upsellWords({ code: 'new' } as never, offer)).toBeNull()
})

test('one and many', () => {
  expect([plural(0, 'client'), plural(1, 'client'), plural(2, 'entry', 'entries')]).toEqual([
    '0 clients',
    '1 client',
    '2 entries',
  ])
})

test('a span is said in the unit in which people think of it', () => {
  const said = [0, 1, 119, 120, 3_600, 7_200, 172_799, 172_800].map(span)
  expect(said).toEqual(['under a second', '1 s', '119 s', '2 min', '60 min', '2 h', '48 h', '2 days'])
})

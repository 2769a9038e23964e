import {
  flat,
  FROM,
  period,
  type Points,
  priced,
  publication,
  rising,
  series,
  TO,
} from './entsoe-documents.ts'
import { day, NOT_YET, type Outcome, refused } from './outcome.ts'

type Priced = readonly [name: string, xml: string, outcome: Outcome]

const NOON = '2026-02-10T11:00Z'
const WHOLE = priced(rising(96))
/** Hours written as quarters: three of four are left out, the last position is 93. */
const HOURLY: Points = Array.from({ length: 24 }, (_, hour) => [1 + 4 * hour, hour + 1] as const)
const quarters = (changes: Readonly<Record<number, number | string>>): Points =>
  rising(96).map(([position, amount]) => [position, changes[Number(position)] ?? amount] as const)

/** Documents with prices for 2026-02-10 in NO2, and what they say. */
export const GOOD_PRICES: readonly Priced[] = [
  ['96 quarters', WHOLE, day('96/96', 1, 96)],
  ['96 quarters of curve A01', priced(rising(96), { curve: 'A01' }), day('96/96', 1, 96)],
  ['no curve type', priced(rising(96), { curve: '' }), day('96/96', 1, 96)],
  ['24 hours', priced(rising(24), { resolution: 'PT60M' }), day('24/24', 1, 24)],
  ['24 hours called PT1H', priced(rising(24), { resolution: 'PT1H' }), day('24/24', 1, 24)],
  ['48 half hours', priced(rising(48), { resolution: 'PT30M' }), day('48/48', 1, 48)],
  ['24 of 96 points', priced(HOURLY), day('96/96', 1, 24)],
  ['one point for the day', priced([[1, 7]]), day('96/96', 7, 7)],
  ['a gap of A03 in the middle', priced(rising(96).filter(([at]) => at !== 50)), day('96/96', 1, 96)],
  ['a gap of A03 at the end', priced(rising(90)), day('96/96', 1, 90)],
  ['a gap of A01', priced(rising(90), { curve: 'A01' }), day('90/96', 1, 90)],
  ['points in another order', priced(rising(96).toReversed()), day('96/96', 1, 96)],
  ['a position twice alike', priced([...rising(96), [96, 96]]), day('96/96', 1, 96)],
  ['a negative and a zero price', priced(quarters({ 1: -94.6, 96: 0 })), day('96/96', -94.6, 0)],
  ['a plus sign and many decimals', priced(quarters({ 1: '+3.123456789' })), day('96/96', 3.123456789, 96)],
  ['spaces around a price', priced(quarters({ 1: ' 3.5 ' })), day('96/96', 3.5, 96)],
  ['the market’s limits', priced(quarters({ 1: -500, 96: 4000 })), day('96/96', -500, 4000)],
  ['version 7:0', publication(series(period(rising(96))), '7:0'), day('96/96', 1, 96)],
  ['no namespace', WHOLE.replace(/ xmlns="[^"]*"/, ''), day('96/96', 1, 96)],
  ['prefixes', WHOLE.replaceAll(/<(\/?)(?=[A-Za-z])/g, '<$1p:'), day('96/96', 1, 96)],
  ['attributes everywhere', WHOLE.replaceAll('<price.amount>', '<price.amount x="1">'), day('96/96', 1, 96)],
  ['text between elements', WHOLE.replaceAll('</Point>', '</Point> ; '), day('96/96', 1, 96)],
  ['a byte order mark', `\uFEFF${WHOLE}`, day('96/96', 1, 96)],
  ['line ends of another system', WHOLE.replaceAll('><', '>\r\n<'), day('96/96', 1, 96)],
  ['seconds in its times', WHOLE.replaceAll('23:00Z', '23:00:00Z'), day('96/96', 1, 96)],
  ['an end a second early', WHOLE.replace(`<end>${TO}`, '<end>2026-02-10T22:59:59Z'), day('96/96', 1, 96)],
  [
    'two periods in a series',
    publication(series(period(flat(48, 1), { to: NOON }) + period(flat(48, 2), { from: NOON }))),
    day('96/96', 1, 2),
  ],
  [
    'two series of half a day',
    priced(flat(48, 1), { to: NOON }).replace(
      '</Publication',
      `${series(period(flat(48, 2), { from: NOON }))}</Publication`,
    ),
    day('96/96', 1, 2),
  ],
  [
    'three days',
    priced(rising(288), { from: '2026-02-08T23:00Z', to: '2026-02-11T23:00Z' }),
    day('96/96', 97, 192),
  ],
  ['half a day', priced(rising(48), { to: NOON }), day('48/96', 1, 48)],
  [
    'the day of UTC',
    priced(rising(96), { from: '2026-02-10T00:00Z', to: '2026-02-11T00:00Z' }),
    day('92/96', 1, 92),
  ],
  ['the day before', priced(rising(96), { from: '2026-02-08T23:00Z', to: FROM }), NOT_YET],
  ['no series', publication(''), NOT_YET],
  ['sequence 2 alone', priced(rising(96), { sequence: '2' }), NOT_YET],
  ['intraday alone', priced(rising(96), { agreement: 'A07' }), NOT_YET],
  [
    'sequence 2 before sequence 1',
    publication(
      series(period(flat(96, 9)), { sequence: '2' }) + series(period(rising(96)), { sequence: '1' }),
    ),
    day('96/96', 1, 96),
  ],
  [
    'hours and quarters of one day',
    publication(series(period(flat(24, 9), { resolution: 'PT60M' })) + series(period(rising(96)))),
    day('96/96', 1, 96),
  ],
  ['no zone', priced(rising(96), { domain: '' }), day('96/96', 1, 96)],
]

/** Documents that must be kept out, and why. */
export const BAD_PRICES: readonly Priced[] = [
  ['another zone', priced(rising(96), { domain: '10YNO-3--------J' }), refused('wrong-zone')],
  ['zloty', priced(rising(96), { currency: 'PLN' }), refused('wrong-currency')],
  ['prices per kWh', priced(rising(96), { unit: 'KWH' }), refused('wrong-unit')],
  ['slots of five minutes', priced(rising(288), { resolution: 'PT5M' }), refused('unusable-period')],
  ['one slot of a day', priced([[1, 7]], { resolution: 'P1D' }), refused('unusable-period')],
  ['curve A02', priced(rising(96), { curve: 'A02' }), refused('unusable-period')],
  ['no position 1', priced(rising(96).slice(1)), refused('unusable-period')],
  ['position 0', priced([[0, 5], ...rising(96)]), refused('unusable-period')], // prettier-ignore
  ['position 97', priced(rising(97)), refused('unusable-period')],
  ['a position twice with two prices', priced([...rising(96), [96, 5]]), refused('unusable-period')], // prettier-ignore
  ['a period without points', priced([]), refused('unusable-period')],
  ['an end before its start', priced(rising(96), { to: '2026-02-09T22:00Z' }), refused('unusable-period')],
  [
    'a length that is no number of slots',
    priced(rising(96), { to: '2026-02-10T22:50Z' }),
    refused('unusable-period'),
  ],
  [
    'a period that begins at 23:07',
    priced(rising(96), { from: '2026-02-09T23:07Z', to: '2026-02-10T23:07Z' }),
    refused('unusable-period'),
  ],
  ['nothing but zeros', priced(flat(96, 0)), refused('all-zero')],
  ['a price of 5000', priced(quarters({ 7: 5000 })), refused('implausible-price')],
  ['a price of -501', priced(quarters({ 7: -501 })), refused('implausible-price')],
  ['a comma in a price', priced(quarters({ 7: '7,5' })), refused('unreadable')],
  ['a price in words', priced(quarters({ 7: 'n/a' })), refused('unreadable')],
  ['an empty price', priced(quarters({ 7: '' })), refused('unreadable')],
  ['a price with an exponent', priced(quarters({ 7: '1e9' })), refused('unreadable')],
  ['a position that is no whole number', priced([[1.5, 1]]), refused('unreadable')],
  ['times with an offset', WHOLE.replaceAll('23:00Z', '23:00+01:00'), refused('unreadable')],
  ['times without a zone', WHOLE.replaceAll('23:00Z', '23:00'), refused('unreadable')],
  ['a day that does not exist', WHOLE.replace('2026-02-10T', '2026-02-30T'), refused('unreadable')],
  ['no time interval', WHOLE.replace(/<timeInterval>.*<\/timeInterval>/, ''), refused('unreadable')],
  ['no resolution', WHOLE.replace(/<resolution>.*<\/resolution>/, ''), refused('unreadable')],
  ['a declared entity', WHOLE.replace('?>', '?><!DOCTYPE a [<!ENTITY b "c">]>'), refused('unreadable')],
  ['a comment', WHOLE.replace('<type>', '<!-- x --><type>'), refused('unreadable')],
  ['elements that cross', WHOLE.replace('</TimeSeries></Pub', '</Pub'), refused('unreadable')],
]

import { expect, test } from 'vitest'
import { formatTraceParent, parseTraceParent } from '../../shared/run/trace-parent.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const parentId = 'b7ad6b7169203331'
const good = `00-${traceId}-${parentId}-01`

test('what a caller says is read and written as it was', () => {
  expect(parseTraceParent(good, null)).toEqual({ traceId, parentId, isSampled: true })
  expect(parseTraceParent(`00-${traceId}-${parentId}-00`, null)?.isSampled).toBe(false)
  expect(formatTraceParent({ traceId, parentId, isSampled: true })).toBe(good)
  // Flags that nobody knows yet are left out.
  expect(parseTraceParent(`00-${traceId}-${parentId}-ff`, null)?.isSampled).toBe(true)
  expect(parseTraceParent(`00-${traceId}-${parentId}-02`, null)?.isSampled).toBe(false)
})

test('a later version may say more, the first one may not', () => {
  expect(parseTraceParent(`cc-${traceId}-${parentId}-01`, null)).toMatchObject({ traceId })
  expect(parseTraceParent(`cc-${traceId}-${parentId}-01-what-the-future-brings`, null)).toMatchObject({ traceId })
  expect(parseTraceParent(`cc-${traceId}-${parentId}-01.what-the-future-brings`, null)).toBeUndefined()
  expect(parseTraceParent(`${good}-more`, null)).toBeUndefined()
})

test.each([
  ['nothing', null],
  ['no text', ''],
  ['no such version', `ff-${traceId}-${parentId}-01`],
  ['upper case', `00-${traceId.toUpperCase()}-${parentId}-01`],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${parentId}-01`],
  ['a parent of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['a short trace', `00-${traceId.slice(1)}-${parentId}-01`],
  ['a long parent', `00-${traceId}-${parentId}0-01`],
  ['no hex', `00-${traceId.slice(1)}g-${parentId}-01`],
  ['flags without an end', `00-${traceId}-${parentId}-1`],
  ['a version of one digit', `0-${traceId}-${parentId}-01`],
  ['two headers', `${good}, ${good}`],
  ['a space', ` ${good}`],
])('what is malformed is ignored: %s', (_, text) => {
  expect(parseTraceParent(text, 'a=1')).toBeUndefined()
})

test.each([
  ['one', 'rojo=00f067aa0ba902b7', 'rojo=00f067aa0ba902b7'],
  ['several, with room between them and empty ones', 'a=1 ,\tb=2,, c/d=3 4', 'a=1,b=2,c/d=3 4'],
  ['of a tenant', '0tenant@system=1', '0tenant@system=1'],
  ['none', '', undefined],
  ['upper case', 'Rojo=1', undefined],
  ['without a value', 'rojo', undefined],
  ['an empty value', 'rojo=', undefined],
  ['a name twice', 'a=1,a=2', undefined],
  ['an equals sign in a value', 'a=1=2', undefined],
  ['no printable text', 'a=\u00e9', undefined],
  ['too many', Array.from({ length: 33 }, (_, index) => `k${index}=1`).join(), undefined],
  ['a digit in front, without a tenant', '1a=1', undefined],
  ['too long a name', `${'a'.repeat(257)}=1`, undefined],
  ['too long a value', `a=${'1'.repeat(257)}`, undefined],
])('the state beside it: %s', (_, text, kept) => {
  expect(parseTraceParent(good, text)).toEqual({ traceId, parentId, isSampled: true, ...(kept && { state: kept }) })
})

test('of a long state the large ones go first, then the last', () => {
  const large = `large=${'x'.repeat(200)}`
  const many = Array.from({ length: 20 }, (_, index) => `k${index}=${'y'.repeat(40)}`)
  const state = parseTraceParent(good, [many[0], large, ...many.slice(1)].join())?.state ?? ''
  expect(state.length).toBeLessThanOrEqual(512)
  expect(state.startsWith(`${many[0]},${many[1]}`)).toBe(true)
  expect(state).not.toContain('large')
})

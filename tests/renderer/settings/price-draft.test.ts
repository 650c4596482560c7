import { expect, it } from 'vitest'
import { countingHint, countingWords } from '../../../renderer/settings/prices/counting-words.ts'
import { draftOf, type PriceDraft, readDraft } from '../../../renderer/settings/prices/price-draft.ts'
import type { ModelPrice } from '../../../shared/contract/prices.ts'

const listed: ModelPrice = {
  model: 'openai/gpt-4o',
  title: 'GPT-4o',
  price: {
    ...{ source: 'library', asOf: '2026-09-23', inputUsdPerMillion: 2.5, cachedInputUsdPerMillion: 1.25 },
    ...{ cacheWriteUsdPerMillion: null, outputUsdPerMillion: 10 },
  },
  ...{ own: null, listed: null, counting: null },
}

it('begins with what is listed, or with what was set', () => {
  expect(draftOf(listed)).toMatchObject({
    model: 'openai/gpt-4o',
    short: { input: '2.5', output: '10', cached: '1.25', cacheWrite: '' },
    hasLong: false,
  })
  const own = { inputUsdPerMillion: 1, outputUsdPerMillion: 0 }
  const longInput = { overTokens: 100_000, inputUsdPerMillion: 3, outputUsdPerMillion: 4, cacheWriteUsdPerMillion: 5 }
  expect(draftOf({ ...listed, own: { ...own, longInput } })).toMatchObject({
    short: { input: '1', output: '0', cached: '', cacheWrite: '' },
    ...{ hasLong: true, overTokens: '100000', long: { input: '3', cacheWrite: '5' } },
  })
  expect(draftOf(null)).toMatchObject({ model: '', short: { input: '', output: '' } })
})

it('reads numbers as people type them, and leaves out what is empty', () => {
  const draft = draftOf(listed)
  const typed: PriceDraft = { ...draft, short: { input: ' 1,25 ', output: '10', cached: '', cacheWrite: '0' } }
  expect(readDraft(typed)).toEqual({
    model: 'openai/gpt-4o',
    price: { inputUsdPerMillion: 1.25, outputUsdPerMillion: 10, cacheWriteUsdPerMillion: 0 },
  })
  const long = { input: '2', output: '3', cached: '', cacheWrite: '' }
  expect(readDraft({ ...typed, hasLong: true, overTokens: '200000', long })).toMatchObject({
    price: { longInput: { overTokens: 200_000, inputUsdPerMillion: 2, outputUsdPerMillion: 3 } },
  })
})

it('says what is wrong, field by field; rates for long input only where there are any', () => {
  const bad = { input: '', output: '-1', cached: 'x', cacheWrite: '2000000' }
  const draft: PriceDraft = { model: 'gpt-4o', short: bad, hasLong: false, overTokens: '0', long: bad }
  const read = readDraft(draft)
  expect('errors' in read && Object.keys(read.errors.short)).toEqual(['input', 'output', 'cached', 'cacheWrite'])
  expect(read).toMatchObject({ errors: { model: 'Write provider/model.', long: {} } })
  expect(readDraft({ ...draft, hasLong: true })).toMatchObject({
    errors: { overTokens: expect.any(String), long: { input: expect.any(String) } },
  })
})

it.each([
  [null, 'no call yet'],
  [{ calls: 48, differencePercent: 1.2, errorPercent: 3 }, '1.2\u202f% too high over 48 calls'],
  [{ calls: 1, differencePercent: -0.4, errorPercent: 0.4 }, '0.4\u202f% too low over 1 call'],
  [{ calls: 1200, differencePercent: -0.01, errorPercent: 1 }, 'exact over 1,200 calls'],
])('%o reads “%s”', (counting, words) => expect(countingWords(counting)).toBe(words))

it('the average error stands beside the mean', () => {
  expect(countingHint({ calls: 2, differencePercent: 0, errorPercent: 2.5 })).toContain('off by 2.5\u202f% on average')
  expect(countingHint(null)).toBeUndefined()
})

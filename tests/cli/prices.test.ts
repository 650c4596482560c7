import { describe, expect, test } from 'vitest'
import { countingText, priceOf } from '../../electron/cli/price-commands.ts'
import type { ModelPrice } from '../../shared/contract/prices.ts'
import { isFresh, openMachine, stale } from './built-niti.ts'

describe('a price, as it is typed', () => {
  test('only what was said stands in it', () => {
    expect(priceOf({ input: 1.25, output: 10 })).toEqual({ inputUsdPerMillion: 1.25, outputUsdPerMillion: 10 })
    expect(
      priceOf({ input: 1, output: 2, cached: 0.1, cacheWrite: 1.5, over: 200_000, overInput: 2, overOutput: 4 }),
    ).toEqual({
      ...{ inputUsdPerMillion: 1, outputUsdPerMillion: 2, cachedInputUsdPerMillion: 0.1, cacheWriteUsdPerMillion: 1.5 },
      longInput: { overTokens: 200_000, inputUsdPerMillion: 2, outputUsdPerMillion: 4 },
    })
  })

  test.each([{ over: 5 }, { overInput: 5 }, { over: 5, overInput: 5 }, { overCached: 1 }])(
    'rates for long input are whole or not there: %o',
    (long) => {
      expect(() => priceOf({ input: 1, output: 2, ...long })).toThrow('need a length, an input and an output rate')
    },
  )
})

test.each([
  [null, ''],
  [{ calls: 48, differencePercent: 1.23, errorPercent: 2 }, '1.2 % too high over 48 calls'],
  [{ calls: 1, differencePercent: -12, errorPercent: 12 }, '12.0 % too low over 1 call'],
  [{ calls: 9, differencePercent: 0.01, errorPercent: 0.4 }, 'exactly over 9 calls'],
])('how well tokens are counted: %o', (counting, words) => expect(countingText({ counting })).toBe(words))

describe.skipIf(!isFresh)(`niti prices${isFresh ? '' : ` (${stale})`}`, () => {
  test('a price is set, listed and removed', async () => {
    const { niti } = openMachine({ OPENAI_API_KEY: 'sk-nobody', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' })
    const set = await niti(['price', 'set', 'openai/my-model', '--input', '1.25', '--output', '$10', '--cached', '0.1'])
    expect(set).toMatchObject({
      code: 0,
      stdout: 'openai/my-model: $1.25 in, $10.00 out for a million tokens, from the next call on.\n',
      stderr: '',
    })
    const table = (await niti(['prices'])).stdout
    expect(table).toMatch(/^model +in +cached +out +from +tokens counted\n/)
    expect(table).toMatch(/openai\/my-model +\$1\.25 +\$0\.10 +\$10\.00 +your own, \d{4}-\d\d-\d\d *\n/)
    expect(table).toMatch(/openai\/gpt-4o-mini +\$0\.15 +\$0\.075 +\$0\.60 +price library, \d{4}-\d\d-\d\d *\n/)
    expect(table).not.toContain('gemini/')
    expect((await niti(['prices', '--all'])).stdout).toContain('gemini/')

    const json = await niti(['price', 'set', 'openai/my-model', '--input', '2', '--output', '3', '--json'])
    const priced = JSON.parse(json.stdout) as ModelPrice // what the program promises to print
    expect(priced.own).toEqual({ inputUsdPerMillion: 2, outputUsdPerMillion: 3 })
    expect(await niti(['price', 'remove', 'openai/my-model'])).toMatchObject({ code: 0 })
    const gone = await niti(['price', 'remove', 'openai/my-model'])
    expect(gone).toMatchObject({ code: 2 })
    expect(gone.stderr).toContain('No price of your own is set for `openai/my-model`.')
  })

  test('what cannot be is refused in words', async () => {
    const { niti } = openMachine()
    const refused = [
      ['set', 'openai/gpt-4o', '--input', '1'],
      ['set', 'openai/gpt-4o', '--input', 'one', '--output', '2'],
      ['set', 'openai/gpt-4o', '--input', '1', '--output', '-2'],
      ['set', 'gpt-4o', '--input', '1', '--output', '2'],
      ['set', 'nobody/gpt-4o', '--input', '1', '--output', '2'],
      ['set', 'demo/demo', '--input', '1', '--output', '2'],
    ]
    for (const args of refused) {
      const { code, stderr } = await niti(['price', ...args])
      expect({ args, code }).toEqual({ args, code: 2 })
      expect(stderr).not.toContain('bug')
    }
  })
})

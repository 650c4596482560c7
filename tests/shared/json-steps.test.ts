import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../shared/json.ts'
import { guessJsonLength, jsonSteps } from '../../shared/json-steps.ts'
import { finish } from '../../shared/steps.ts'

function pieced(value: Json, pieceLength: number) {
  const pieces: string[] = []
  finish(jsonSteps(value, (piece) => pieces.push(piece), pieceLength))
  return pieces
}

describe('JSON in pieces', () => {
  test('is what JSON.stringify writes, for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 60 }), (value, length) => {
        expect(pieced(value as Json, length).join('')).toBe(JSON.stringify(value)) // jsonValue gives JSON values
      }),
      { numRuns: 2_000 },
    )
  })

  test('comes in pieces of about the length asked for, however deep the list lies', () => {
    const rows = Array.from({ length: 5_000 }, (_, id) => ({ id, name: `Customer ${id}`, left: undefined }))
    const value = { meta: { page: 1 }, data: { rows } } as unknown as Json // undefined is left out, as in JSON
    const pieces = pieced(value, 10_000)
    expect(pieces.join('')).toBe(JSON.stringify(value))
    expect(pieces.length).toBeGreaterThan(10)
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(11_000)
  })
})

test('the guess of a length is near enough to tell large from small', () => {
  const row = (id: number) => ({ id, name: `Customer ${id}`, note: 'forty characters of words about this one' })
  const values: Json[] = [
    'x'.repeat(50_000),
    Array.from({ length: 10_000 }, (_, id) => row(id)),
    { rows: Array.from({ length: 10_000 }, (_, id) => row(id)), page: 1 },
    { small: true },
  ]
  for (const value of values) {
    const real = JSON.stringify(value).length
    expect(guessJsonLength(value)).toBeGreaterThan(real / 3)
    expect(guessJsonLength(value)).toBeLessThan(real * 3)
  }
})

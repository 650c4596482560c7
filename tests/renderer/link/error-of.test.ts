import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { errorOf, linkLost } from '../../../renderer/link/error-of.ts'
import { userError } from '../../../shared/errors.ts'

describe('errorOf', () => {
  it('gives back what the engine said', () => {
    const { info } = userError('run.not-found', 'There is no run `x`.', { hint: 'Look in the list.' })
    expect(errorOf(new ORPCError('NITI', { status: 400, data: info }))).toEqual(info)
  })

  it('tells the first complaint of the contract, with the place it is about', () => {
    const data = { issues: [{ path: ['inputs', 'name'], message: 'Too short' }] }
    expect(errorOf(new ORPCError('BAD_REQUEST', { data }))).toMatchObject({
      kind: 'user',
      message: 'inputs.name: Too short',
    })
  })

  it('knows a lost link, an end that was asked for, and hides the text of anything else', () => {
    expect(errorOf(linkLost())).toMatchObject({ kind: 'external', code: 'link.lost', retryable: true })
    expect(errorOf(new DOMException('stop', 'AbortError')).kind).toBe('cancelled')
    const hidden = errorOf(new Error('secret at /home/me'))
    expect(hidden.kind).toBe('bug')
    expect(JSON.stringify(hidden)).not.toContain('secret')
  })
})

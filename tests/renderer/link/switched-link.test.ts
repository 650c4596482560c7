import { describe, expect, it } from 'vitest'
import { errorOf } from '../../../renderer/link/error-of.ts'
import { createSwitchedLink } from '../../../renderer/link/switched-link.ts'

const answering = (answer: string) => ({ call: async () => answer })
const call = (link: ReturnType<typeof createSwitchedLink>, signal?: AbortSignal) =>
  link.link.call(['x'], undefined, { context: {}, signal })

describe('createSwitchedLink', () => {
  it('connects with the first call and lets it wait for the way', async () => {
    let connects = 0
    const switched = createSwitchedLink({ patienceMs: 10_000, connect: () => void connects++ })
    expect(connects).toBe(0)
    const first = call(switched)
    const second = call(switched)
    switched.put(answering('here'))
    expect(await Promise.all([first, second])).toEqual(['here', 'here'])
    expect(connects).toBe(1)
  })

  it('uses the newest way', async () => {
    const switched = createSwitchedLink({ patienceMs: 10_000, connect: () => switched.put(answering('one')) })
    expect(await call(switched)).toBe('one')
    switched.put(answering('two'))
    expect(await call(switched)).toBe('two')
  })

  it('says that the link was lost to a call that was under way', async () => {
    const broken = Promise.withResolvers<never>()
    const switched = createSwitchedLink({
      patienceMs: 10_000,
      connect: () => switched.put({ call: () => broken.promise }),
    })
    const pending = call(switched)
    switched.drop()
    broken.reject(new Error('closed'))
    expect(errorOf(await pending.catch((error: unknown) => error)).code).toBe('link.lost')
  })

  it('does not wait for ever, and not at all once it is called off', async () => {
    const switched = createSwitchedLink({ patienceMs: 5, connect: () => {} })
    expect(errorOf(await call(switched).catch((error: unknown) => error)).code).toBe('link.lost')
    const abort = new AbortController()
    const pending = call(switched, abort.signal)
    abort.abort(new DOMException('stop', 'AbortError'))
    expect(errorOf(await pending.catch((error: unknown) => error)).kind).toBe('cancelled')
  })
})

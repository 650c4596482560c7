import { describe, expect, it, vi } from 'vitest'
import { countQuestions } from '../../../renderer/state/waits-store.ts'
import type { OpenWait } from '../../../shared/contract/waits.ts'
import { createWaitsEngine, openWait } from '../support/waits-engine.ts'

const answer = { choice: 'yes', values: {}, comment: '' }
const timer = (waitId: string) => openWait(waitId, { kind: 'time', dueAt: 5_000 })

describe('the list of what is waited for', () => {
  it('tells of a question once, and not of those that were there before or wait for no person', async () => {
    const { waits, state } = createWaitsEngine([openWait('old')])
    const told: OpenWait[][] = []
    waits.onQuestions((questions) => told.push(questions))
    await waits.load()
    expect(told).toEqual([])
    state.open.push(openWait('new'), timer('later'))
    await waits.load()
    await waits.load()
    expect(told.map((questions) => questions.map(({ waitId }) => waitId))).toEqual([['new']])
    expect(countQuestions(waits.store.getState().list)).toBe(2)
  })

  it('is asked for anew after each change, until it is told to stop', async () => {
    const { waits, state, tell } = createWaitsEngine()
    await waits.load()
    const stop = new AbortController()
    const following = waits.follow(stop.signal)
    // The feed is open once it waits for the next change.
    await vi.waitFor(() => {
      state.open = [openWait('one')]
      tell()
      expect(waits.store.getState().list).toHaveLength(1)
    })
    stop.abort()
    await following.catch(() => {})
    state.open = []
    tell()
    expect(waits.store.getState().list).toHaveLength(1)
  })

  it('never lets a slow answer replace a newer one', async () => {
    const { waits, state } = createWaitsEngine([openWait('one')])
    const first = waits.load()
    state.open = []
    const second = waits.load()
    await Promise.all([first, second])
    expect(waits.store.getState().list).toEqual([])
  })
})

describe('answering', () => {
  it('opens the form of a question, also of one that just came', async () => {
    const { waits, state } = createWaitsEngine()
    await waits.load()
    state.open.push(openWait('one'))
    expect(await waits.open('one')).toBe(true)
    expect(waits.store.getState().answering?.waitId).toBe('one')
    waits.close()
    expect(waits.store.getState().answering).toBeNull()
  })

  it('opens nothing for what is over, or asks no person', async () => {
    const { waits } = createWaitsEngine([timer('later')])
    expect(await waits.open('gone')).toBe(false)
    expect(await waits.open('later')).toBe(false)
    expect(waits.store.getState().answering).toBeNull()
  })

  it('sends the answer, and the question leaves the list', async () => {
    const { waits, state } = createWaitsEngine([openWait('one')])
    expect(await waits.answer('one', { ...answer, comment: 'Fine.' })).toEqual({ kind: 'answered' })
    expect(state.answers).toEqual([{ waitId: 'one', choice: 'yes', values: {}, comment: 'Fine.' }])
    expect(waits.store.getState().list).toEqual([])
  })

  it('says that somebody else was first', async () => {
    const { waits, state } = createWaitsEngine([openWait('one')])
    await waits.load()
    state.open = []
    expect(await waits.answer('one', answer)).toEqual({ kind: 'over' })
  })

  it('hands on what the engine does not accept', async () => {
    const { waits, state } = createWaitsEngine([openWait('one')])
    state.refusal = '`count` must be a number.'
    const outcome = await waits.answer('one', answer)
    expect(outcome).toMatchObject({ kind: 'refused', error: { field: 'values.count' } })
    expect(waits.store.getState().list).toHaveLength(1)
  })

  it('ends a wait for a time, and takes it as no trouble that it is over already', async () => {
    const { waits } = createWaitsEngine([timer('later')])
    expect(await waits.skip('later')).toBeNull()
    expect(waits.store.getState().list).toEqual([])
    expect(await waits.skip('later')).toBeNull()
  })
})

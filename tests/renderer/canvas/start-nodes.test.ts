// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest'
import { startItems } from '../../../renderer/canvas/start-menu.tsx'
import {
  fromStart,
  recallPayload,
  rememberPayload,
  samplePayload,
  startNodesOf,
  startToAskFor,
} from '../../../renderer/canvas/start-nodes.ts'
import { liveTriggers } from '../../../renderer/canvas/triggers/live-triggers.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { catalogue } from '../support/catalogue.ts'
import { triggerOf } from '../support/triggers-engine.ts'

const several = drawWorkflow('clock -> work, hook -> work, byHand -> work', {
  clock: { type: 'schedule', title: 'Every morning' },
  hook: { type: 'webhook', params: { method: 'any' } },
  byHand: { type: 'manual' },
})

beforeEach(() => localStorage.clear())

it('finds where a run can begin, those by hand first, without what is switched off', () => {
  const starts = startNodesOf(several, catalogue)
  expect(starts.map(({ id, kind }) => [id, kind])).toEqual([
    ['byHand', null],
    ['clock', 'schedule'],
    ['hook', 'webhook'],
  ])
  const { hook } = several.nodes
  const without = { ...several, nodes: { ...several.nodes, ...(hook && { hook: { ...hook, disabled: true } }) } }
  expect(startNodesOf(without, catalogue).map(({ id }) => id)).toEqual(['byHand', 'clock'])
})

it('asks which trigger only where several could be meant', () => {
  const starts = startNodesOf(several, catalogue)
  const triggers = starts.filter(({ kind }) => kind !== null)
  expect(startToAskFor(starts)).toBeNull()
  expect(startToAskFor(triggers)?.id).toBe('clock')
  expect(startToAskFor(triggers.slice(0, 1))).toBeNull()
  expect(startToAskFor([])).toBeNull()
})

it('offers every start beside the run button, where there is a choice, and always a dry run', () => {
  const chosen: string[] = []
  const actions = {
    begin: (id: string) => chosen.push(`begin ${id}`),
    sample: (id: string) => chosen.push(`try ${id}`),
    dryRun: () => void chosen.push('dry run'),
  }
  const starts = startNodesOf(several, catalogue)
  const items = startItems(starts, actions)
  expect(items.map((item) => ('label' in item ? item.label : ''))).toEqual([
    'Begin at',
    'Start',
    'Try a trigger',
    'Every morning, with a sample…',
    'Webhook, with a sample…',
    '',
    'Dry run: see what it would cost',
  ])
  for (const item of items) if ('onSelect' in item) item.onSelect()
  expect(chosen).toEqual(['begin byHand', 'try clock', 'try hook', 'dry run'])
  expect(startItems(starts.slice(0, 1), actions)).toHaveLength(1)
  expect(startItems(starts.slice(1, 2), actions)).toHaveLength(4)
})

it('asks for the inputs of the chosen start alone', () => {
  expect(Object.keys(fromStart(several, 'byHand').nodes)).toEqual(['byHand'])
  expect(fromStart(several, undefined)).toBe(several)
  expect(fromStart(several, 'gone')).toBe(several)
})

it('gives a sample of the kind the trigger really gives, or the one it was set up with', () => {
  const [, clock, hook] = startNodesOf(several, catalogue)
  if (!clock || !hook) throw new Error('the triggers are missing')
  expect(samplePayload(clock, 0)).toMatchObject({ time: '1970-01-01T00:00:00.000Z', missed: 0 })
  expect(samplePayload(hook, 0)).toMatchObject({ method: 'POST', body: { message: 'Hello' } })
  const own = { ...hook, node: { ...hook.node, params: { sample: { body: 'mine' } } } }
  expect(samplePayload(own, 0)).toEqual({ body: 'mine' })
})

it('keeps what was tried last, by workflow and node', () => {
  rememberPayload('wf_1', 'hook', '{"a": 1}')
  expect(recallPayload('wf_1', 'hook')).toBe('{"a": 1}')
  expect(recallPayload('wf_2', 'hook')).toBeNull()
  rememberPayload('wf_1', 'hook', null)
  expect(recallPayload('wf_1', 'hook')).toBeNull()
})

it('says what publishing does to the triggers', () => {
  const published = [triggerOf({ node: 'clock', active: false }), triggerOf({ node: 'old', active: false })]
  const { will, gone, isOff } = liveTriggers(several, catalogue, published)
  expect(will.map(({ id }) => id)).toEqual(['clock', 'hook'])
  expect(gone.map(({ node }) => node)).toEqual(['old'])
  expect(isOff).toBe(true)
  expect(liveTriggers(several, catalogue, []).isOff).toBe(false)
})

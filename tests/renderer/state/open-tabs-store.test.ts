// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest'
import { closeTab, keepTabs, openTab, useOpenTabs } from '../../../renderer/state/open-tabs-store.ts'

beforeEach(() => useOpenTabs.setState({ workflowIds: ['a', 'b', 'c'] }))

const open = () => useOpenTabs.getState().workflowIds

it('opens each workflow once, at the end', () => {
  openTab('d')
  openTab('a')
  expect(open()).toEqual(['a', 'b', 'c', 'd'])
})

it('answers with the neighbour that takes the place of a closed tab', () => {
  expect(closeTab('b')).toBe('c')
  expect(closeTab('c')).toBe('a')
  expect(closeTab('nowhere')).toBe(null)
  expect(closeTab('a')).toBe(null)
  expect(open()).toEqual([])
})

it('drops workflows that are gone, and remembers the rest for the next start', () => {
  keepTabs(new Set(['c', 'a']))
  expect(open()).toEqual(['a', 'c'])
  expect(JSON.parse(localStorage.getItem('niti.open-workflows') ?? '')).toEqual(['a', 'c'])
})

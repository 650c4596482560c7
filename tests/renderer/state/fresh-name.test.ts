// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { expect, it } from 'vitest'
import { freshName } from '../../../renderer/state/workflows-store.ts'

it('gives the first name that is free', () => {
  expect(freshName([])).toBe('Untitled workflow')
  expect(freshName(['Untitled workflow'])).toBe('Untitled workflow 2')
  expect(freshName(['Untitled workflow', 'Untitled workflow 2', 'Untitled workflow 4'])).toBe('Untitled workflow 3')
})

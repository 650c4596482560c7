// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canRunCommand, matchesShortcut, onCommand, runCommand, watchKeys } from '../../../renderer/state/commands.ts'

const pressed = (key: string, held: Partial<KeyboardEventInit> = {}, code = '') =>
  new KeyboardEvent('keydown', { key, code, ...held })

describe('matchesShortcut', () => {
  it('wants exactly the keys named', () => {
    expect(matchesShortcut(pressed('z', { ctrlKey: true }), 'mod+z', false)).toBe(true)
    expect(matchesShortcut(pressed('z', { metaKey: true }), 'mod+z', true)).toBe(true)
    expect(matchesShortcut(pressed('z', { ctrlKey: true }), 'mod+z', true)).toBe(false)
    expect(matchesShortcut(pressed('Z', { ctrlKey: true, shiftKey: true }), 'mod+z', false)).toBe(false)
    expect(matchesShortcut(pressed('Z', { ctrlKey: true, shiftKey: true }), 'mod+shift+z', false)).toBe(true)
    expect(matchesShortcut(pressed('z'), 'mod+z', false)).toBe(false)
  })

  it('goes by the place on the keyboard where a held key changes the character', () => {
    expect(matchesShortcut(pressed('˜', { altKey: true }, 'KeyN'), 'alt+n', true)).toBe(true)
    expect(matchesShortcut(pressed('!', { shiftKey: true }, 'Digit1'), 'shift+1', false)).toBe(true)
  })

  it('takes plus with and without Shift, and both delete keys', () => {
    expect(matchesShortcut(pressed('+', { ctrlKey: true, shiftKey: true }), 'mod+plus', false)).toBe(true)
    expect(matchesShortcut(pressed('=', { ctrlKey: true }), 'mod+plus', false)).toBe(true)
    expect(matchesShortcut(pressed('Backspace'), 'delete', false)).toBe(true)
    expect(matchesShortcut(pressed('Delete'), 'delete', false)).toBe(true)
  })
})

describe('commands', () => {
  const done: string[] = []
  const offs: (() => void)[] = []

  beforeEach(() => {
    done.length = 0
    offs.push(watchKeys(window))
  })
  afterEach(() => {
    for (const off of offs.splice(0)) off()
    document.body.replaceChildren()
  })

  const press = (key: string, held: Partial<KeyboardEventInit>, target: EventTarget = document.body) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held })
    target.dispatchEvent(event)
    return event
  }

  it('runs the handler registered last and falls back to the one before', () => {
    offs.push(onCommand('undo', () => done.push('outer')))
    const off = onCommand('undo', () => done.push('inner'))
    runCommand('undo')
    off()
    runCommand('undo')
    expect(done).toEqual(['inner', 'outer'])
  })

  it('leaves a key alone that nobody carries out', () => {
    expect(canRunCommand('run')).toBe(false)
    expect(runCommand('run')).toBe(false)
    expect(press('Enter', { ctrlKey: true }).defaultPrevented).toBe(false)
  })

  it('takes a key that somebody carries out', () => {
    offs.push(onCommand('run', () => done.push('run')))
    expect(press('Enter', { ctrlKey: true }).defaultPrevented).toBe(true)
    expect(done).toEqual(['run'])
  })

  it('leaves undo to the field one types in, but not the command palette', () => {
    offs.push(
      onCommand('undo', () => done.push('undo')),
      onCommand('command-palette', () => done.push('palette')),
    )
    const input = document.createElement('input')
    document.body.append(input)
    expect(press('z', { ctrlKey: true }, input).defaultPrevented).toBe(false)
    press('k', { ctrlKey: true }, input)
    expect(done).toEqual(['palette'])
  })

  it('is quiet while a dialog is open', () => {
    offs.push(onCommand('delete', () => done.push('delete')))
    const dialog = document.createElement('div')
    dialog.setAttribute('role', 'dialog')
    document.body.append(dialog)
    press('Delete', {})
    expect(done).toEqual([])
    dialog.remove()
    press('Delete', {})
    expect(done).toEqual(['delete'])
  })

  it('does not lay the palette over another dialog, but closes its own', () => {
    offs.push(onCommand('command-palette', () => done.push('palette')))
    const dialog = document.createElement('div')
    dialog.setAttribute('role', 'dialog')
    document.body.append(dialog)
    press('k', { ctrlKey: true })
    expect(done).toEqual([])
    dialog.innerHTML = '<div cmdk-root></div>'
    press('k', { ctrlKey: true })
    expect(done).toEqual(['palette'])
  })

  it('stays in use beside a popover', () => {
    offs.push(onCommand('run', () => done.push('run')))
    document.body.innerHTML = '<div data-radix-popper-content-wrapper><div role="dialog"></div></div>'
    press('Enter', { ctrlKey: true })
    expect(done).toEqual(['run'])
  })
})

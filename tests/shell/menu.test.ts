import { describe, expect, test } from 'vitest'
import { buildMenu } from '../../electron/main/menu.ts'
import { type MenuCommand, menuCommands } from '../../shared/contract/shell.ts'

type Item = ReturnType<typeof buildMenu>[number]
const platforms = ['linux', 'win32', 'darwin'] as const

function listItems(items: Item[]): Item[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? listItems(item.submenu) : [])])
}

function build(platform: NodeJS.Platform, isPackaged = true) {
  const sent: MenuCommand[] = []
  const send = (command: MenuCommand) => sent.push(command)
  return { sent, items: listItems(buildMenu({ platform, isPackaged, send, openDataFolder: () => {} })) }
}

describe.each(platforms)('the menu on %s', (platform) => {
  test('offers every command of the contract once', () => {
    const { sent, items } = build(platform)
    for (const item of items) item.click?.({} as never, undefined, {} as never) // Our items use no argument.
    expect([...sent].sort()).toEqual([...menuCommands].sort())
  })

  test('claims no key the page handles, and shows no key twice', () => {
    const keys = build(platform).items.filter((item) => item.accelerator)
    expect(keys.every((item) => item.registerAccelerator === false)).toBe(true)
    expect(new Set(keys.map((item) => item.accelerator)).size).toBe(keys.length)
  })

  test('quits once', () => {
    expect(build(platform).items.filter((item) => item.role === 'quit')).toHaveLength(1)
  })
})

test('developer tools are for those who build the app', () => {
  const hasTools = (isPackaged: boolean) =>
    build('linux', isPackaged).items.some((item) => item.role === 'toggleDevTools')
  expect([hasTools(true), hasTools(false)]).toEqual([false, true])
})

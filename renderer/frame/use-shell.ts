import { useEffect, useState } from 'react'
import type { EngineState, ShellCommand } from '../../shared/contract/shell.ts'
import { shell } from '../link/client.ts'
import { useThemeStore } from '../state/theme-store.ts'

/**
 * What passes between the page and the desktop shell: its commands, the engine's state, the window's title and theme.
 * In a browser there is no shell: nothing happens and the state is null.
 */
export function useShell(title: string, onCommand: (command: ShellCommand) => void): EngineState | null {
  const [engine, setEngine] = useState<EngineState | null>(null)
  const theme = useThemeStore((state) => state.theme)

  useEffect(() => follow((signal) => shell?.commands(undefined, { signal }), onCommand), [onCommand])
  useEffect(() => follow((signal) => shell?.engine(undefined, { signal }), setEngine), [])
  useEffect(() => {
    void shell?.setTitle({ title: title.slice(0, 300) }).catch(logged)
  }, [title])
  useEffect(() => {
    void shell?.setTheme({ theme }).catch(logged)
  }, [theme])
  return engine
}

/** Hands on what a feed of the shell brings until the effect is undone. The shell lives as long as the page. */
function follow<Item>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<Item>> | undefined,
  take: (item: Item) => void,
) {
  const stop = new AbortController()
  const read = async () => {
    const feed = await open(stop.signal)
    if (!feed) return
    for await (const item of feed) take(item)
  }
  read().catch((error: unknown) => {
    if (!stop.signal.aborted) logged(error)
  })
  return () => stop.abort()
}

function logged(error: unknown): void {
  console.error('The desktop shell did not answer', error)
}

import { type ReactNode, useState } from 'react'
import type { EngineState } from '../../shared/contract/shell.ts'
import { shell } from '../link/client.ts'
import { useLinkStore } from '../link/link-store.ts'
import { useCommands } from '../state/commands.ts'
import { countAtWork, useRecentRuns } from '../state/recent-runs-store.ts'
import { countQuestions, useWaits } from '../state/waits-store.ts'
import { CommandPalette } from './command-palette.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { Rail } from './rail.tsx'
import { TopBar } from './top-bar.tsx'

type FrameProps = {
  /** What the desktop shell says of the engine's process; null in a browser. */
  engine: EngineState | null
  children: ReactNode
}

/** What stands around every screen: top bar, rail, palette, and the word that the engine is away. */
export function Frame({ engine, children }: FrameProps) {
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  const link = useLinkStore((state) => state.state)
  const runningCount = useRecentRuns((state) => countAtWork(state.runs))
  const questionCount = useWaits(({ list }) => countQuestions(list))
  useCommands({ 'command-palette': () => setPaletteOpen((isOpen) => !isOpen) })
  const state = engine?.state === 'failed' ? 'failed' : link === 'lost' ? 'lost' : 'connected'
  return (
    <div className="flex h-full flex-col">
      <TopBar />
      <ConnectionBanner
        state={state}
        error={engine?.state === 'failed' ? engine.error : undefined}
        onRestart={shell ? () => void shell?.restartEngine() : undefined}
      />
      <div className="flex min-h-0 flex-1">
        <Rail runningCount={runningCount} questionCount={questionCount} />
        <main className="relative min-w-0 flex-1 overflow-hidden">{children}</main>
      </div>
      <CommandPalette isOpen={isPaletteOpen} onClose={() => setPaletteOpen(false)} />
    </div>
  )
}

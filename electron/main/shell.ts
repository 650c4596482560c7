import { implement } from '@orpc/server'
import type { EngineState, ShellCommand, ShellInfo, Theme } from '../../shared/contract/shell.ts'
import { shellContract } from '../../shared/contract/shell.ts'
import { createOutbox } from './outbox.ts'

/** What the page may ask of the shell, as plain functions: the router below only carries them. */
export type ShellActions = {
  info(): ShellInfo
  restartEngine(): void
  openDataFolder(): Promise<void>
  setTitle(title: string): void
  setTheme(theme: Theme): void
}

export type Shell = {
  router: ReturnType<typeof routeShell>
  /** Tells the page; kept until it listens. */
  send(command: ShellCommand): void
  tellEngineState(state: EngineState): void
}

/** The shell's side of the shell contract, for the one window. */
export function createShell(actions: ShellActions, engineNow: EngineState): Shell {
  const commands = createOutbox<ShellCommand>()
  let current = engineNow
  const followers = new Set<(state: EngineState) => void>()

  async function* followEngine(signal: AbortSignal | undefined): AsyncGenerator<EngineState, void> {
    const changes = createOutbox<EngineState>()
    changes.put(current)
    followers.add(changes.put)
    try {
      yield* changes.listen(signal)
    } finally {
      followers.delete(changes.put)
    }
  }

  return {
    router: routeShell(actions, { commands: commands.listen, engine: followEngine }),
    send: commands.put,
    tellEngineState(state) {
      current = state
      for (const tell of followers) tell(state)
    },
  }
}

type Feeds = {
  commands(signal: AbortSignal | undefined): AsyncGenerator<ShellCommand, void>
  engine(signal: AbortSignal | undefined): AsyncGenerator<EngineState, void>
}

function routeShell(actions: ShellActions, feeds: Feeds) {
  const os = implement(shellContract)
  return os.router({
    info: os.info.handler(() => actions.info()),
    commands: os.commands.handler(({ signal }) => feeds.commands(signal)),
    engine: os.engine.handler(({ signal }) => feeds.engine(signal)),
    restartEngine: os.restartEngine.handler(() => {
      actions.restartEngine()
      return {}
    }),
    openDataFolder: os.openDataFolder.handler(async () => {
      await actions.openDataFolder()
      return {}
    }),
    setTitle: os.setTitle.handler(({ input }) => {
      actions.setTitle(input.title)
      return {}
    }),
    setTheme: os.setTheme.handler(({ input }) => {
      actions.setTheme(input.theme)
      return {}
    }),
  })
}

import { useEffect, useMemo, useRef, useState } from 'react'
import type { AgentDocument } from '../../../shared/agents/agent.ts'
import type { ToolDescription } from '../../../shared/contract/agents.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { client } from '../../link/client.ts'
import { errorOf } from '../../link/error-of.ts'
import { toolKeys } from './tool-look.ts'

type Answer = { functions: readonly ToolDescription[]; keys: readonly string[] }

/** `functionsOf` a tool, by its key (`toolKeys`); null: not known (yet). */
export type ToolDescriptions = {
  /** Of all tools; null until the first answer. */
  all: readonly ToolDescription[] | null
  functionsOf: (key: string) => readonly ToolDescription[] | null
  error: ErrorInfo | null
}

const calmMs = 300

/** What a model is told of the document's tools: asked a moment after they changed, or what they name did. */
export function useToolDescriptions(
  document: AgentDocument,
  agentId: string | undefined,
  world: unknown,
): ToolDescriptions {
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const latest = useRef(document)
  latest.current = document
  const isFirst = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of what the tools name changes the answer too
  useEffect(() => {
    let isOver = false
    const ask = async () => {
      const asked = latest.current
      try {
        const functions = await client.agents.tools({ document: asked, ...(agentId && { agentId }) })
        if (isOver) return
        setAnswer({ functions, keys: toolKeys(asked.tools) })
        setError(null)
      } catch (thrown) {
        if (!isOver) setError(errorOf(thrown))
      }
    }
    const timer = setTimeout(() => void ask(), isFirst.current ? 0 : calmMs)
    isFirst.current = false
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [document.tools, document.model, document.toolProtocol, agentId, world])
  return useMemo(
    () => ({
      error,
      all: answer?.functions ?? null,
      // The tools may have changed since they were asked about: a row finds its own by its key, not by its place.
      functionsOf(key) {
        const index = answer?.keys.indexOf(key) ?? -1
        return index < 0 ? null : (answer?.functions.filter(({ toolIndex }) => toolIndex === index) ?? null)
      },
    }),
    [answer, error],
  )
}

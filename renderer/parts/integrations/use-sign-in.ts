import { useEffect, useRef, useState } from 'react'
import type { SignInMethod } from '../../../shared/catalog/integration.ts'
import type { Connection, SignInStep } from '../../../shared/contract/integrations.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { client } from '../../link/client.ts'
import { errorOf } from '../../link/error-of.ts'
import { integrations } from '../../state/integrations-store.ts'
import { connectInput, type SignInDraft, signInInput } from './sign-in-draft.ts'

/** `starting`: the engine has not answered yet. */
export type SignInPhase = { step: 'form' } | { step: 'starting' } | SignInStep

type At = { integrationId: string; connectionId?: string }

/** One sign-in at a time, from the form to whose account it is; what goes wrong leads back to the form. */
export function useSignIn(at: At) {
  const [phase, setPhase] = useState<SignInPhase>({ step: 'form' })
  const [error, setError] = useState<ErrorInfo | null>(null)
  const under = useRef<AbortController | null>(null)
  // Closing the wizard gives the sign-in up: the engine stops listening for the browser.
  useEffect(() => () => under.current?.abort(), [])

  async function start(draft: SignInDraft, method: SignInMethod): Promise<void> {
    const stop = new AbortController()
    under.current?.abort()
    under.current = stop
    setError(null)
    setPhase({ step: method.kind === 'oauth' ? 'starting' : 'checking' })
    try {
      const made = await signIn(draft, method, { at, signal: stop.signal, onStep: setPhase })
      if (stop.signal.aborted) return
      integrations.put(made)
      setPhase({ step: 'done', connection: made })
    } catch (thrown) {
      if (stop.signal.aborted) return
      setError(errorOf(thrown))
      setPhase({ step: 'form' })
    }
  }

  return {
    phase,
    error,
    start: (draft: SignInDraft, method: SignInMethod) => void start(draft, method),
    cancel(): void {
      under.current?.abort()
      setPhase({ step: 'form' })
    },
    forgetError: () => setError(null),
  }
}

type Doing = { at: At; signal: AbortSignal; onStep: (step: SignInStep) => void }

async function signIn(draft: SignInDraft, method: SignInMethod, { at, signal, onStep }: Doing): Promise<Connection> {
  if (method.kind !== 'oauth') return client.integrations.connect(connectInput(draft, method, at), { signal })
  for await (const step of await client.integrations.signIn(signInInput(draft, method, at), { signal })) {
    if (signal.aborted) break
    if (step.step === 'done') return step.connection
    onStep(step)
  }
  throw new DOMException('The sign-in ended early.', 'AbortError')
}

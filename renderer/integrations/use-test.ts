import { useState } from 'react'
import type { Connection } from '../../shared/contract/integrations.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'
import { integrations } from '../state/integrations-store.ts'

/** What the last test said here. That the service refused stands with the connection itself, so it is no error of the call. */
export type TestOutcome = { kind: 'answered'; connection: Connection } | { kind: 'failed'; error: ErrorInfo } | null

/** Asks the service whose a connection is. */
export function useTest(connectionId: string) {
  const [isTesting, setTesting] = useState(false)
  const [outcome, setOutcome] = useState<TestOutcome>(null)
  const test = async () => {
    setTesting(true)
    setOutcome(null)
    try {
      setOutcome({ kind: 'answered', connection: await integrations.test(connectionId) })
    } catch (thrown) {
      setOutcome({ kind: 'failed', error: errorOf(thrown) })
    } finally {
      setTesting(false)
    }
  }
  return { isTesting, outcome, test: () => void test() }
}

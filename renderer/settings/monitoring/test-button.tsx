import { useState } from 'react'
import { type TestAnswer, telemetry } from '../../state/telemetry-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Icon } from '../../ui/icon.tsx'

/** Sends one small thing now, and shows what the other side answered. */
export function TestButton({ what }: { what: 'otel' | 'sentry' }) {
  const [isBusy, setBusy] = useState(false)
  const [answer, setAnswer] = useState<TestAnswer | null>(null)
  const test = async () => {
    setBusy(true)
    setAnswer(await telemetry.test(what))
    setBusy(false)
  }
  return (
    <div className="flex flex-col gap-2 px-4 py-3">
      <div>
        <Button size="sm" icon="send" isBusy={isBusy} onClick={() => void test()}>
          {isBusy ? text.telemetry.testing : text.telemetry.test}
        </Button>
      </div>
      {answer && 'said' in answer ? (
        <p role="status" className="wrap-anywhere flex items-center gap-2 text-ok text-sm">
          <Icon name="circle-check" size={14} />
          {answer.said}
        </p>
      ) : null}
      {answer && 'error' in answer ? <ErrorNote error={answer.error} /> : null}
    </div>
  )
}

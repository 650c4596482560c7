import { useCallback, useState } from 'react'
import { type ResearchRequest, researchDepth, researchRequest } from '../../shared/contract/research.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { formatMicroUsd, microUsdPerUsd } from '../../shared/money.ts'
import { errorOf } from '../link/error-of.ts'
import { ModelPicker } from '../parts/models/model-picker.tsx'
import { useIntegrations } from '../state/integrations-store.ts'
import { research, useResearchForecast } from '../state/research-store.ts'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { AmountField } from '../ui/amount-field.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { TextArea } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import { integrationOf, SourceFields } from './source-fields.tsx'

const say = text.research

const fresh = (): ResearchRequest => ({
  ...researchRequest.parse({ question: '?' }),
  ...{ question: '', maxMicroUsd: microUsdPerUsd / 2, maxMinutes: 15 },
})

/** A question, its limits, and what it would cost. */
export function NewResearch() {
  const [request, setRequest] = useState(fresh)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const [isBusy, setBusy] = useState(false)
  const change = useCallback((part: Partial<ResearchRequest>) => setRequest((now) => ({ ...now, ...part })), [])
  const start = async () => {
    setBusy(true)
    setError(null)
    try {
      const { researchId } = await research.start(request)
      navigate({ screen: 'research', researchId })
    } catch (thrown) {
      setError(errorOf(thrown))
      setBusy(false)
    }
  }
  const integrationId = integrationOf[request.source]
  const isConnected = useIntegrations(
    ({ connections }) =>
      integrationId === undefined || (connections?.some((one) => one.integrationId === integrationId) ?? false),
  )
  const isReady = request.question.trim() !== '' && !lacksDetail(request) && isConnected
  return (
    <form
      className="mx-auto flex max-w-3xl flex-col gap-5 px-6 py-8"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady && !isBusy) void start()
      }}
    >
      <header>
        <h1 className="font-semibold text-xl">{say.ask.title}</h1>
        <p className="mt-1 max-w-prose text-mute">{say.ask.body}</p>
      </header>
      <Field label={say.ask.question}>
        <TextArea
          value={request.question}
          rows={3}
          placeholder={say.ask.placeholder}
          onChange={(question) => change({ question })}
        />
      </Field>
      {request.question === '' ? (
        <div className="-mt-2 flex flex-wrap items-center gap-2">
          <span className="text-mute text-sm">{say.ask.examples}</span>
          {say.exampleQuestions.map((question) => (
            <Button key={question} size="sm" variant="secondary" onClick={() => change({ question })}>
              {question}
            </Button>
          ))}
        </div>
      ) : null}
      <div className="grid grid-cols-2 gap-x-8 gap-y-5">
        <div className="flex min-w-0 flex-col gap-4">
          <SourceFields request={request} onChange={change} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Field label={say.ask.depth}>
            <Select
              value={request.depth}
              showsNote
              onChange={(next) => {
                const depth = researchDepth.options.find((one) => one === next)
                if (depth) change({ depth })
              }}
              options={researchDepth.options.map((one) => ({
                value: one,
                label: say.depths[one].title,
                note: say.depths[one].note,
              }))}
            />
          </Field>
          <Field label={say.ask.model} hint={say.ask.modelLeaves}>
            <ModelPicker value={request.model} onChange={(model) => change({ model })} />
          </Field>
          <div className="grid grid-cols-2 gap-4">
            <AmountField
              label={say.ask.budget}
              hint={say.ask.budgetHint}
              value={request.maxMicroUsd === null ? undefined : request.maxMicroUsd / microUsdPerUsd}
              limits={{ min: 0.0001, max: 10_000, isInteger: false }}
              onChange={(usd) => change({ maxMicroUsd: usd === undefined ? null : Math.round(usd * microUsdPerUsd) })}
            />
            <AmountField
              label={say.ask.minutes}
              hint={say.ask.minutesHint}
              value={request.maxMinutes ?? undefined}
              limits={{ min: 1, max: 600, isInteger: true }}
              onChange={(minutes) => change({ maxMinutes: minutes ?? null })}
            />
          </div>
        </div>
      </div>
      {error ? <ErrorNote error={error} /> : null}
      <footer className="flex items-center gap-4 border-t pt-4">
        <Forecast request={request} />
        <Button type="submit" variant="primary" icon="telescope" isBusy={isBusy} disabled={!isReady}>
          {say.ask.start}
        </Button>
      </footer>
    </form>
  )
}

/** The source is not chosen to its end. */
function lacksDetail({ source, sourceDetail }: ResearchRequest): boolean {
  if (source === 'folder') return sourceDetail.trim() === ''
  return source === 'mcp' && !/^[^/]+\/./.test(sourceDetail)
}

function Forecast({ request }: { request: ResearchRequest }) {
  const { forecast, error } = useResearchForecast(request)
  return (
    <p aria-live="polite" className="min-w-0 flex-1 text-mute text-sm">
      {error ? <span className="text-warn">{error.message}</span> : null}
      {!forecast && !error ? say.forecast.working : null}
      {forecast ? (
        <>
          <span className="figures font-semibold text-base text-text">
            {forecast.expectedMicroUsd === null
              ? say.forecast.unknown
              : forecast.expectedMicroUsd === 0
                ? say.forecast.free
                : say.forecast.about(formatMicroUsd(forecast.expectedMicroUsd))}
          </span>
          {forecast.mostMicroUsd === null || forecast.expectedMicroUsd === 0 ? null : (
            <span className="figures">, {say.forecast.most(formatMicroUsd(forecast.mostMicroUsd))}</span>
          )}
          {forecast.isRough && forecast.expectedMicroUsd ? <span className="block">{say.forecast.rough}</span> : null}
        </>
      ) : null}
    </p>
  )
}

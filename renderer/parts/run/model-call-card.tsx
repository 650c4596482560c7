import { useState } from 'react'
import { nodeKey } from '../../../shared/run/events.ts'
import type { ChatMessage, PriceSnapshot } from '../../../shared/run/model-call.ts'
import type { ModelCallView } from '../../../shared/run/view.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { formatCount, formatDuration, formatListPrice } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Money } from '../../ui/money.tsx'
import { SegmentedWords } from '../../ui/segmented.tsx'
import { StatusIcon } from '../../ui/status-icon.tsx'
import { type Fact, FactList } from './fact-list.tsx'
import { LongText } from './long-text.tsx'
import { readOnIn } from './read-said.ts'

type ModelCallCardProps = {
  runId: string
  scope: string
  node: string
  call: ModelCallView
  /** In the place of the model's name. */
  title?: string
  isOpenAtFirst: boolean /** The same error stands above already. */
  isErrorTold: boolean
}

/** One call of a model: prompt and reply as messages, what it used, and what it cost at which price. */
export function ModelCallCard({ runId, scope, node, call, title, isOpenAtFirst, isErrorTold }: ModelCallCardProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const [look, setLook] = useState<Look>('plain')
  const live = useRun(runId, (slice) => slice.live[nodeKey(scope, node)])
  const reply = call.status === 'running' && live?.callId === call.callId ? live.text : call.text
  const at = { runId, scope, node, callId: call.callId }
  return (
    <article className="rounded-lg border">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-center gap-2 rounded-lg px-2.5 py-2 text-left hover:bg-hover"
      >
        <StatusIcon status={call.status} size={15} />
        <span className="min-w-0 flex-1 truncate font-semibold text-sm">{title ?? call.model}</span>
        {call.latencyMs === null ? null : (
          <span className="figures text-mute text-sm">{formatDuration(call.latencyMs)}</span>
        )}
        {call.usage ? <Money microUsd={call.microUsd} className="font-semibold text-sm" /> : null}
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} className="text-mute" />
      </button>
      {isOpen ? (
        <div className="flex flex-col gap-3 border-t px-2.5 py-2.5">
          <div className="flex flex-col gap-2">
            <SegmentedWords
              value={look}
              onChange={setLook}
              label={text.runPage.messages.look}
              segments={[
                { value: 'plain', label: text.runPage.messages.plain },
                { value: 'formatted', label: text.runPage.messages.formatted },
              ]}
            />
            {call.messages.map((message, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: messages of a call never change their order
              <Message key={index} message={message} look={look} readOn={readOnIn({ ...at, message: index })} />
            ))}
            {reply || call.toolCalls || call.status === 'running' ? (
              <Message
                message={{ role: 'assistant', content: reply, ...(call.toolCalls && { toolCalls: call.toolCalls }) }}
                isWriting={call.status === 'running'}
                look={look}
                readOn={readOnIn(at)}
              />
            ) : null}
          </div>
          {call.error && !isErrorTold ? <ErrorNote error={call.error} /> : null}
          <FactList facts={callFacts(call)} />
          {call.retries.length > 0 ? <Retries retries={call.retries} /> : null}
        </div>
      ) : null}
    </article>
  )
}

/** As it was written, or as the Markdown that it most often is. */
type Look = 'plain' | 'formatted'

type MessageProps = {
  message: ChatMessage
  look: Look
  isWriting?: boolean
  readOn: (offset: number) => Promise<string>
}

function Message({ message, look, isWriting = false, readOn }: MessageProps) {
  const isReply = message.role === 'assistant'
  return (
    <div className={classNames('rounded-md px-2.5 py-2', isReply ? 'bg-accent-soft' : 'bg-sunken')}>
      <div className={classNames('mb-0.5 font-semibold text-xs', isReply ? 'text-accent' : 'text-mute')}>
        {text.runs.trace.roles[message.role]}
        {message.toolName ? ` · ${message.toolName}` : ''}
      </div>
      {isWriting ? (
        <p className="whitespace-pre-wrap break-words text-sm">
          {message.content}
          <span className="ml-0.5 inline-block h-3 w-1.5 animate-pulse bg-accent align-[-1px]" />
        </p>
      ) : (
        <LongText value={message.content} most={900} isMarkdown={look === 'formatted'} readOn={readOn} />
      )}
      {message.toolCalls?.map((call) => (
        <p key={call.id} className="mt-1 break-words font-mono text-xs">
          <span className="font-semibold">{call.name}</span> {call.arguments}
        </p>
      ))}
    </div>
  )
}

function callFacts(call: ModelCallView): Fact[] {
  const say = text.runs.trace
  const facts: Fact[] = [{ label: say.provider, value: call.provider }]
  for (const [name, value] of Object.entries(call.settings)) {
    if (value !== null && typeof value !== 'object')
      facts.push({ label: say.settings[name] ?? name, value: String(value) })
  }
  if (call.insteadOf) facts.push({ label: say.insteadOf, value: call.insteadOf })
  if (call.usage) {
    const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens, estimated } = call.usage
    const about = estimated ? say.estimated : ''
    facts.push({ label: say.inputTokens, value: `${formatCount(inputTokens)}${about}` })
    if (cachedInputTokens > 0) facts.push({ label: say.cachedTokens, value: formatCount(cachedInputTokens) })
    facts.push({ label: say.outputTokens, value: `${formatCount(outputTokens)}${about}` })
    if (reasoningTokens > 0) facts.push({ label: say.reasoningTokens, value: formatCount(reasoningTokens) })
  }
  if (call.firstTokenMs !== null) facts.push({ label: say.firstToken, value: formatDuration(call.firstTokenMs) })
  if (call.latencyMs !== null)
    facts.push({ label: call.status === 'failed' ? say.time : say.latency, value: formatDuration(call.latencyMs) })
  if (call.finishReason) facts.push({ label: say.finishReason, value: say.finishReasons[call.finishReason] })
  if (call.tries > 1) facts.push({ label: say.tries, value: formatCount(call.tries) })
  if (call.usage) facts.push({ label: say.cost, value: <Money microUsd={call.microUsd} className="font-semibold" /> })
  if (call.price) facts.push({ label: say.price, value: priceWords(call.price) })
  return facts
}

function priceWords({ inputUsdPerMillion, outputUsdPerMillion, asOf }: PriceSnapshot): string {
  const usd = (value: number | null) => (value === null ? text.common.unknown : formatListPrice(value))
  return text.runs.trace.priceOf(usd(inputUsdPerMillion), usd(outputUsdPerMillion), asOf)
}

function Retries({ retries }: { retries: ModelCallView['retries'] }) {
  return (
    <div className="flex flex-col gap-1.5">
      <h4 className="font-semibold text-sm">{text.runs.trace.retries}</h4>
      {retries.map(({ error, waitMs, microUsd, usage }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: tries are only ever added at the end
        <div key={index} className="rounded-md bg-warn-soft px-2.5 py-1.5 text-sm">
          <p className="break-words text-warn">{error.message}</p>
          <p className="figures text-mute">
            {text.runs.trace.waited(formatDuration(waitMs))}
            {usage ? (
              <>
                {' · '}
                <Money microUsd={microUsd} />
              </>
            ) : null}
          </p>
        </div>
      ))}
    </div>
  )
}

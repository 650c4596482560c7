import { useEffect, useState } from 'react'
import type { KnowledgeForecast } from '../../shared/contract/knowledge.ts'
import { knowledge } from '../state/knowledge-store.ts'
import { text } from '../text.ts'
import { formatBytes, formatCount } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { Money } from '../ui/money.tsx'

const say = text.knowledge.forecast

type ForecastLineProps = {
  knowledgeId: string
  /** Looked at anew whenever it is another. */
  stamp: string
  isUpToDate: boolean
}

/** What indexing now would read and cost, before anybody presses the button. */
export function ForecastLine({ knowledgeId, stamp, isUpToDate }: ForecastLineProps) {
  const [known, setKnown] = useState<{ stamp: string; forecast: KnowledgeForecast | null } | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    knowledge
      .forecast(knowledgeId, stop.signal)
      .then((forecast) => setKnown({ stamp, forecast }))
      // A model that is not there any more has no price; indexing says what is wrong with it.
      .catch(() => stop.signal.aborted || setKnown({ stamp, forecast: null }))
    return () => stop.abort()
  }, [knowledgeId, stamp])
  if (isUpToDate && known?.stamp !== stamp) return null
  if (known === null) {
    return (
      <p className="flex items-center gap-2 text-mute text-sm">
        <Icon name="loader-circle" size={14} className="animate-spin" />
        {say.looking}
      </p>
    )
  }
  return known.forecast ? <Words forecast={known.forecast} /> : null
}

function Words({ forecast: { files, bytes, tokens, microUsd, isEstimate } }: { forecast: KnowledgeForecast }) {
  if (files === 0 && tokens === 0) return <p className="text-mute text-sm">{say.nothing}</p>
  const about = formatCount(tokens)
  return (
    <p className="flex flex-wrap items-baseline gap-x-1.5 text-mute text-sm">
      {files > 0 ? <span>{say.files(files, formatBytes(bytes))}</span> : null}
      {tokens === 0 ? <span>{say.free}</span> : null}
      {tokens > 0 && microUsd === null ? <span>{say.unknown(about)}</span> : null}
      {tokens > 0 && microUsd !== null ? (
        <span>
          {say.about(about)} <Money microUsd={microUsd} className="font-semibold text-text" />.
        </span>
      ) : null}
      {isEstimate ? <span>{say.isEstimate}</span> : null}
    </p>
  )
}

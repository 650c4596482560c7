import type { SimpleIcon } from 'simple-icons'
import { siAnthropic, siGooglegemini, siOllama, siVllm } from 'simple-icons'
import type { ProviderState } from '../../shared/contract/connections.ts'
import { Icon } from '../ui/icon.tsx'

/** Marks of the brands that have one in simple-icons; the others get their first letters in the same tile. */
const brands: ReadonlyMap<string, SimpleIcon> = new Map([
  ['anthropic', siAnthropic],
  ['gemini', siGooglegemini],
  ['ollama', siOllama],
  ['vllm', siVllm],
])

const monograms: ReadonlyMap<string, string> = new Map([
  ['openai', 'OA'],
  ['lm-studio', 'LM'],
  ['llama-cpp', 'Lc'],
])

export function ProviderTile({ provider }: { provider: Pick<ProviderState, 'id' | 'title' | 'local'> }) {
  return (
    <span className="flex size-9 shrink-0 items-center justify-center rounded-lg border bg-sunken text-text">
      <Mark {...provider} />
    </span>
  )
}

function Mark({ id, local }: Pick<ProviderState, 'id' | 'local'>) {
  const brand = brands.get(id)
  if (brand) {
    return (
      <svg viewBox="0 0 24 24" width={17} height={17} fill="currentColor" aria-hidden="true">
        <path d={brand.path} />
      </svg>
    )
  }
  const monogram = monograms.get(id)
  if (monogram) return <span className="font-semibold text-sm">{monogram}</span>
  return <Icon name={id === 'demo' ? 'shapes' : local ? 'hard-drive' : 'server'} size={17} className="text-mute" />
}

import type { ProviderState } from '../../shared/contract/connections.ts'
import { text } from '../text.ts'
import { formatCompactCount } from '../ui/format.ts'
import { formatPrice } from './format-price.ts'
import { ProviderLimits } from './provider-limits.tsx'

const words = text.settings.models

/** Address, limits and models of a provider. */
export function ProviderDetails({ provider }: { provider: ProviderState }) {
  return (
    <div className="flex flex-col gap-3 border-t px-3.5 py-3">
      <div className="flex items-start justify-between gap-6">
        <div className="min-w-0">
          <h5 className="font-semibold text-sm">{words.address}</h5>
          {provider.baseUrl ? (
            <p className="break-all text-mute text-sm">
              <code className="font-mono">{provider.baseUrl}</code> ({words.addressFrom[provider.baseUrlFrom]})
            </p>
          ) : (
            <p className="text-mute text-sm">{words.state.noAddress}</p>
          )}
        </div>
        <ProviderLimits provider={provider} />
      </div>
      <ModelTable provider={provider} />
    </div>
  )
}

function ModelTable({ provider }: { provider: ProviderState }) {
  if (provider.models.length === 0) return <p className="text-mute text-sm">{words.noModels}</p>
  return (
    <div>
      <div className="max-h-64 overflow-y-auto rounded-lg border">
        <table className="w-full text-left text-sm">
          <thead className="sticky top-0 bg-panel text-mute">
            <tr className="h-7 border-b">
              <th scope="col" className="px-2.5 font-medium">
                {words.columns.model}
              </th>
              <th scope="col" className="px-2.5 text-right font-medium">
                {words.columns.context}
              </th>
              <th scope="col" className="px-2.5 text-right font-medium">
                {words.columns.input}
              </th>
              <th scope="col" className="px-2.5 text-right font-medium">
                {words.columns.output}
              </th>
            </tr>
          </thead>
          <tbody>
            {provider.models.map((model) => (
              <tr key={model.ref} className="h-7 border-b last:border-b-0">
                <td className="px-2.5">
                  {model.title} <code className="ml-1 font-mono text-mute text-xs">{model.ref}</code>
                </td>
                <td className="figures px-2.5 text-right text-mute">
                  {model.contextTokens === null ? text.common.unknown : formatCompactCount(model.contextTokens)}
                </td>
                <td className="figures px-2.5 text-right">{formatPrice(model.price?.inputUsdPerMillion)}</td>
                <td className="figures px-2.5 text-right">{formatPrice(model.price?.outputUsdPerMillion)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-1.5 text-mute text-xs">{words.perMillion}</p>
    </div>
  )
}

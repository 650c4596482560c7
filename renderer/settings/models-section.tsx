import { useEffect } from 'react'
import type { ProviderState } from '../../shared/contract/connections.ts'
import { loadConnections, useConnections } from '../state/connections-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { DefaultModel } from './default-model.tsx'
import { FindLocal } from './find-local.tsx'
import { ProviderCard } from './provider-card.tsx'

export function ModelsSection() {
  const { providers, error } = useConnections()
  useEffect(() => {
    void loadConnections()
  }, [])
  if (!providers) {
    if (!error) return <CardsSkeleton />
    return (
      <ErrorNote
        error={error}
        action={
          <Button size="sm" onClick={loadConnections}>
            {text.common.retry}
          </Button>
        }
      />
    )
  }
  const local = providers.filter((provider) => provider.local)
  const cloud = providers.filter((provider) => !provider.local).sort(byNeed)
  return (
    <>
      <p className="-mt-3 text-mute">{text.settings.models.intro}</p>
      <DefaultModel providers={providers} />
      <section aria-labelledby="providers-cloud" className="flex flex-col gap-2.5">
        <h3 id="providers-cloud" className="font-semibold text-md">
          {text.settings.models.cloud}
        </h3>
        {cloud.map((provider) => (
          <ProviderCard key={provider.id} provider={provider} />
        ))}
      </section>
      {local.length > 0 ? (
        <section aria-labelledby="providers-local" className="flex flex-col gap-2.5">
          <div className="flex items-end justify-between gap-4">
            <div>
              <h3 id="providers-local" className="font-semibold text-md">
                {text.settings.models.local}
              </h3>
              <p className="text-mute text-sm">{text.settings.models.localNote}</p>
            </div>
            <FindLocal />
          </div>
          {local.map((provider) => (
            <ProviderCard key={provider.id} provider={provider} />
          ))}
        </section>
      ) : null}
    </>
  )
}

const keyOrder: Record<ProviderState['key'], number> = { required: 0, optional: 1, none: 2 }

/** The known services first, then the address one brings oneself, then what needs nothing. */
function byNeed(a: ProviderState, b: ProviderState): number {
  return keyOrder[a.key] - keyOrder[b.key] || a.title.localeCompare(b.title)
}

function CardsSkeleton() {
  return (
    <div role="status" aria-label={text.common.loading} className="flex flex-col gap-2.5">
      <Skeleton className="h-16 rounded-xl" />
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} className="h-24 rounded-xl" />
      ))}
    </div>
  )
}

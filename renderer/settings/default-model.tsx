import type { ProviderState } from '../../shared/contract/connections.ts'
import { useConnections } from '../state/connections-store.ts'
import { changeSettings, useSettings } from '../state/settings-store.ts'
import { text } from '../text.ts'
import { Field } from '../ui/field.tsx'
import { Select, type SelectGroup, type SelectOption } from '../ui/select.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { formatModelPrice } from './format-price.ts'
import { Panel } from './panel.tsx'

const automatic = 'auto'

/** Which model `auto` means. */
export function DefaultModel({ providers }: { providers: readonly ProviderState[] }) {
  const auto = useConnections((state) => state.auto)
  const settings = useSettings((state) => state.settings)
  return (
    <Panel>
      <Field
        layout="row"
        label={text.settings.models.defaultModel}
        hint={text.settings.models.defaultModelHint}
        className="px-4 py-3"
      >
        {settings ? (
          <Select
            value={settings.defaultModel ?? automatic}
            onChange={(ref) => changeSettings({ defaultModel: ref === automatic ? null : ref })}
            options={modelOptions(providers, settings.defaultModel, auto)}
            showsNote
            className="w-84"
          />
        ) : (
          <Skeleton className="h-8 w-84" />
        )}
      </Field>
    </Panel>
  )
}

/** Automatic first, then what the ready providers offer; a chosen model that is not offered now stays visible. */
function modelOptions(
  providers: readonly ProviderState[],
  chosen: string | null,
  auto: string | null,
): (SelectOption | SelectGroup)[] {
  const words = text.settings.models
  const groups = providers
    .filter((provider) => provider.ready && provider.models.length > 0)
    .map((provider) => ({
      heading: provider.title,
      options: provider.models.map((model) => ({
        value: model.ref,
        label: model.title,
        note: formatModelPrice(model),
      })),
    }))
  const isOffered = groups.some((group) => group.options.some((option) => option.value === chosen))
  return [
    {
      value: automatic,
      label: words.auto,
      note: chosen === null ? (auto ? words.autoNote(auto) : words.autoNothing) : undefined,
      icon: 'sparkles',
    },
    ...(chosen !== null && !isOffered ? [{ value: chosen, label: words.gone(chosen) }] : []),
    ...groups,
  ]
}
